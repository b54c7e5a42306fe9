import { useSearch } from "@tanstack/react-router";
import { Authorize } from "../features/authorize/authorize";
import { SignIn } from "../features/enter/signin";

export function SignInPage() {
  const { to } = useSearch({ from: "/signin" });
  return <SignIn to={to ?? "/"} />;
}

export function AuthorizePage() {
  return <Authorize link={useSearch({ from: "/signed/authorize" })} />;
}

import { getRouteApi } from "@tanstack/react-router";
import { SignIn } from "../../features/signin/signin";
import { Welcome } from "../../features/signin/welcome";

const signin = getRouteApi("/signin");
const welcome = getRouteApi("/signed/welcome");

export const SignInPage = () => <SignIn to={signin.useSearch().to} />;
export const WelcomePage = () => <Welcome to={welcome.useSearch().to} />;

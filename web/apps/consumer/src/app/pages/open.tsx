import { getRouteApi } from "@tanstack/react-router";
import { SignIn } from "../../features/signin/signin";
import { Welcome } from "../../features/signin/welcome";
import { ShortLink } from "../../features/stores/link";

const signin = getRouteApi("/signin");
const welcome = getRouteApi("/signed/welcome");
const short = getRouteApi("/s/$code");

export const SignInPage = () => <SignIn to={signin.useSearch().to} />;
export const WelcomePage = () => <Welcome to={welcome.useSearch().to} />;
export const ShortLinkPage = () => <ShortLink code={short.useParams().code} />;

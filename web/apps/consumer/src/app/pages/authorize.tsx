import { getRouteApi } from "@tanstack/react-router";
import { Authorize } from "../../features/authorize/authorize";

const route = getRouteApi("/signed/authorize");

export const AuthorizePage = () => <Authorize link={route.useSearch()} />;

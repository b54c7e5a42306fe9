import { getRouteApi } from "@tanstack/react-router";
import { Connect } from "../../features/mini/connect";
import { Talk } from "../../features/mini/talk";
import { Embed } from "../../features/mini/embed";
import { AppProgram } from "../../features/mini/program";
import "../mini.css";

const mini = getRouteApi("/signed/mini/$app");
const embed = getRouteApi("/embed/$host/$app");
const talk = getRouteApi("/signed/talk/$host");
const connect = getRouteApi("/signed/connect/$host/$app");

export function ProgramPage() {
  const { app } = mini.useParams();
  const { page = "", trial = "" } = mini.useSearch();
  return <AppProgram key={app + page + trial} app={app} page={page} trial={trial} />;
}
export function EmbedPage() {
  const { host, app } = embed.useParams();
  const { page = "" } = embed.useSearch();
  return <Embed key={app + page} host={host} app={app} page={page} />;
}
export function ConnectPage() {
  const { host, app } = connect.useParams();
  const { scopes = "" } = connect.useSearch();
  return <Connect host={host} app={app} scopes={scopes} />;
}
export function TalkPage() {
  const { host } = talk.useParams();
  const { to = "" } = talk.useSearch();
  return <Talk host={host} to={to} />;
}

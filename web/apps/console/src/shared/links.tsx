import { ButtonLink } from "@livewell/ui";
import { createLink } from "@tanstack/react-router";

export const GoLink = createLink(ButtonLink);

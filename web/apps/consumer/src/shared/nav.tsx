import { ButtonLink, Page, Row } from "@livewell/ui";
import { createLink, useCanGoBack, useRouter } from "@tanstack/react-router";
import type { ComponentProps } from "react";

export const RowLink = createLink(Row);
export const GoLink = createLink(ButtonLink);

/** Goes where the person came from, or to a page above this one. */
export function useBack(above: string) {
  const router = useRouter();
  const can = useCanGoBack();
  return () => (can ? router.history.back() : void router.navigate({ to: above, replace: true }));
}

/** A page with a way back. */
export function SubPage({ above = "/", ...rest }: ComponentProps<typeof Page> & { above?: string }) {
  const back = useBack(above);
  return <Page back={back} {...rest} />;
}

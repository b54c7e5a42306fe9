import { api, enter, type PartnerHost } from "@livewell/api";
import { setLanguage, useT } from "@livewell/i18n";
import { brand, Button, Card, Empty, Loading } from "@livewell/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Position } from "../../shared/city";
import { useName } from "../../shared/name";
import { sessionQuery } from "../../shared/session";
import { Failed } from "../../shared/states";
import { Program } from "./program";
import { callsOf, greet, inApp, type Within } from "./within";

type Props = { host: string; app: string; page: string };

/** A mini program within a partner's page. */
export function Embed({ host, app, page }: Props) {
  const t = useT();
  const queries = useQueryClient();
  const of = useQuery({ queryKey: ["host", host], queryFn: () => api.host(host), retry: false });
  const within = useQuery({
    queryKey: ["within"],
    queryFn: async () => {
      queries.setQueryData(sessionQuery.queryKey, null); // who is signed in elsewhere is nobody here
      const w = await greet();
      const at = w?.provides.includes("location") ? await w.location().catch(() => null) : null;
      const here: Position | null = at ? { lat: at.latitude, lng: at.longitude } : null;
      queries.setQueryData(["position"], here);
      if (w?.language) await setLanguage(w.language === "zh" ? "zh" : "en");
      if (w?.theme === "dark" || w?.theme === "light") document.documentElement.dataset.theme = w.theme;
      return w;
    },
    staleTime: Infinity,
  });
  const now = useAllowed(host, of.data);
  if (of.error) return <Failed error={of.error} />;
  if (!of.data || within.data === undefined) return <Loading />;
  const allowed = within.data && now?.open && now.origins.includes(within.data.origin);
  if (!within.data || !allowed) return <Away host={of.data} within={within.data} />;
  return <Connected host={of.data} app={app} page={page} within={within.data} key={t("mini.connect")} />;
}

/** The host as it is now: what an operator takes back ends at once. */
function useAllowed(host: string, first: PartnerHost | undefined) {
  const [now, setNow] = useState<PartnerHost>();
  useEffect(() => {
    const line = new EventSource(`/api/hosts/${host}/live`);
    line.addEventListener("changed", (e: MessageEvent<string>) => setNow(JSON.parse(e.data) as PartnerHost));
    return () => line.close();
  }, [host]);
  return now ?? first;
}

function Away({ host, within }: { host: PartnerHost; within: Within | null }) {
  const t = useT();
  const name = useName();
  useEffect(() => within?.say("gone"), [within]);
  return (
    <main className="app-embed">
      <Card>
        <Empty icon="shield" title={t("mini.away", { host: name(host) })} />
      </Card>
    </main>
  );
}

type Session = { token: string; person: string };
const kept = (host: string) => `livewell.host.${host}`;

function remembered(host: string): Session | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(kept(host)) ?? "null") as Session | undefined;
  } catch {
    return undefined; // storage may be forbidden within other pages
  }
}

function Connected({ host, app, page, within }: { host: PartnerHost; app: string; page: string; within: Within }) {
  const t = useT();
  const name = useName();
  const [session, setSession] = useState(() => {
    const s = remembered(host.id) ?? undefined;
    if (s) enter(s.token);
    return s;
  });
  const [failed, setFailed] = useState<unknown>();
  useEffect(() => {
    const heard = (e: MessageEvent<{ livewell?: string; code?: string } | null>) => {
      if (e.origin !== location.origin || e.data?.livewell !== "connected" || !e.data.code) return;
      api.beginInHost(host.id, e.data.code).then((s) => {
        enter(s.token);
        try {
          sessionStorage.setItem(kept(host.id), JSON.stringify({ token: s.token, person: s.person }));
        } catch {
          // It lasts as long as the page then.
        }
        setSession(s);
      }, setFailed);
    };
    addEventListener("message", heard);
    return () => removeEventListener("message", heard);
  }, [host.id]);
  useEffect(() => {
    if (session) within.say("ready");
  }, [session, within]);
  if (failed) return <Failed error={failed} onRetry={() => setFailed(undefined)} />;
  if (!session)
    return (
      <main className="app-embed">
        <Card className="lw-stack lw-centre">
          <h1>{brand}</h1>
          <p>{t("mini.connectText", { name: name(host) })}</p>
          <Button
            block
            onClick={() => window.open(`/connect/${host.id}/${app}`, "livewell-connect", "width=420,height=760")}
          >
            {t("mini.connect")}
          </Button>
        </Card>
      </main>
    );
  const lacked = Object.entries(callsOf).flatMap(([can, calls]) => (host.can.includes(can) ? [] : calls));
  return (
    <Program
      app={app}
      page={page}
      trial=""
      host={host.id}
      person={session.person}
      without={[...inApp, ...lacked]}
      locate={within.location}
      onLeave={() => within.say("closed")}
    />
  );
}

import { api, embedded, type MiniProgram } from "@livewell/api";
import { faultText, useFormat, useLanguage, useT } from "@livewell/i18n";
import { createVitals, en, openStore, position, reviewed, run, zh, type Running } from "@livewell/mini";
import "@livewell/mini/host.css";
import { Loading, useToast } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useRef, useState } from "react";
import { apps } from "../../shared/apps";
import { useBack } from "../../shared/nav";
import { usePlace } from "../../shared/place";
import { useMe } from "../../shared/session";
import { Failed } from "../../shared/states";
import { accountCalls, type Ask, type Position, type Question } from "./account";
import { Closed } from "./closed";
import { callsUnseen } from "./privileged";
import { Sheets } from "./sheets";
import type { Town } from "./shop";

type Props = {
  app: string;
  /** A page of the program with its query; the first page when empty. */
  page: string;
  /** Of a link to try a version. */
  trial: string;
  /** Where it is shown: in the app itself, or a partner's host. */
  host: string;
  /** Whose storage it has. */
  person: string;
  /** Calls that are not there for programs. */
  without?: string[];
  /** Where the person is. */
  locate: () => Promise<Position>;
  /** Ends it; in the app it goes back. */
  onLeave?: () => void;
};

/** A mini program in the app itself. */
export function AppProgram(p: Pick<Props, "app" | "page" | "trial">) {
  return <Program {...p} host="app" person={useMe().user.id} locate={position} />;
}

/** Pages of the app that programs may open, by the names of services. */
const pages: Record<string, { to: string; search?: Record<string, string> }> = {
  ...apps,
  takeaway: { to: "/stores", search: { mode: "takeaway", kind: "" } },
  food: { to: "/stores", search: { mode: "dinein", kind: "" } },
  hotels: { to: "/stores", search: { mode: "voucher", kind: "hotel" } },
  members: { to: "/members" },
  coupons: { to: "/coupons" },
};

/** A mini program. */
export function Program(props: Props) {
  const { city } = usePlace();
  if (!city) return <Loading />; // which version people get may depend on where they are
  return <InCity {...props} city={city} key={`${props.app} ${props.trial}`} />;
}

function InCity(p: Props & { city: string }) {
  const asked = served(p);
  const version = useQuery({
    queryKey: ["mini", p.app, asked],
    queryFn: () => api.mini(p.app, asked),
    retry: false,
    staleTime: 0,
    gcTime: 0,
  });
  const [now, setNow] = useState<MiniProgram>();
  const program = now ?? version.data;
  useServed(p, setNow);
  if (version.error) return <Failed error={version.error} onRetry={() => void version.refetch()} />;
  if (!program) return <Loading />;
  if (!program.base) return <Closed stopped={program.state === "stopped"} />;
  return <Shown program={program} {...p} />; // without a key: what was begun runs on when another version comes
}

const served = ({ city, host, trial }: { city: string; host: string; trial: string }) => ({
  city,
  host,
  ...(trial ? { trial } : {}),
});

/** Hears when people get another version of the program. */
function useServed({ app, trial, host, city }: Props & { city: string }, tell: (p: MiniProgram) => void) {
  useEffect(() => {
    const line = new EventSource(
      `/api/mini/${app}/live?${new URLSearchParams(served({ city, host, trial })).toString()}`,
    );
    line.addEventListener("changed", (e: MessageEvent<string>) => tell(JSON.parse(e.data) as MiniProgram));
    return () => line.close();
  }, [app, trial, host, city, tell]);
}

const number = (version = "") => version.split(".").reduce((n, part) => n * 1000 + Number(part), 0);

/** "pages/a/b?x=1" in its parts. */
function launch(page: string): { path: string; query: Record<string, string> } {
  const [path = "", search = ""] = page.replace(/^\//, "").split("?", 2);
  return { path, query: Object.fromEntries(new URLSearchParams(search)) };
}

function Shown({ program: latest, ...p }: Props & { program: MiniProgram; city: string }) {
  const { app, page, trial, host, person, city } = p;
  const t = useT();
  const f = useFormat();
  const language = useLanguage();
  const toast = useToast();
  const go = useNavigate();
  const back = useBack("/");
  const box = useRef<HTMLDivElement>(null);
  const running = useRef<Running>(null);
  // A version that was begun is the one that runs, until the person or a rollback ends it.
  const [program, setProgram] = useState(latest);
  const [starts, setStarts] = useState(0);
  const [question, setQuestion] = useState<Question>();
  const [failed, setFailed] = useState<unknown>();

  const { at } = usePlace();
  const town: Town = {
    city,
    at,
    open(service) {
      const to = embedded ? undefined : pages[service];
      if (to) void go(to);
      return Boolean(to);
    },
  };
  const say = (e: unknown) => faultText(e, f);
  const leave = p.onLeave ?? back;
  const other = (to: string, path: string) => {
    const search = path ? { page: path } : {};
    void (embedded
      ? go({ to: "/embed/$host/$app", params: { host, app: to }, search })
      : go({ to: "/mini/$app", params: { app: to }, search }));
  };
  const copied = () => toast(t("mini.copied"));
  const now = { leave, other, latest, town, say, copied, locate: p.locate, without: p.without };
  const around = useRef(now);
  useEffect(() => {
    around.current = now;
  });
  const restart = useCallback(() => {
    setProgram(around.current.latest);
    setStarts((n) => n + 1);
  }, []);

  useEffect(() => {
    if (latest.hash === program.hash) return;
    if (number(latest.version) < number(program.version)) {
      toast(t("mini.back"));
      restart();
    } else running.current?.event("updateReady", {});
  }, [latest, program, restart, toast, t]);

  const words = language === "zh" ? zh : en;
  useEffect(() => {
    const here = box.current;
    if (!here || !program.base) return;
    let over = false;
    const began = performance.now();
    const open = crypto.randomUUID();
    const vitals = trial
      ? null
      : createVitals((batch, items) => {
          const body = { batch, open, version: program.version ?? "", host, city, items };
          void api.miniVitals(app, body).catch(() => undefined); // a count that is lost matters to nobody
        });
    let shown = false;
    let wanted: Record<string, string> = {};
    const ask: Ask = (kind, more) =>
      new Promise((resolve) => {
        const done = (answer: never) => {
          setQuestion(undefined);
          resolve(answer);
        };
        setQuestion({ kind, ...more, done } as unknown as Question);
      });
    const start = async () => {
      const [sum, storage] = await Promise.all([
        program.list
          ? reviewed({
              hash: program.hash ?? "",
              list: program.list,
              signature: program.platformSignature ?? "",
              keys: program.platformKeys ?? [],
            })
          : undefined,
        openStore(person, app),
      ]);
      if (over) return;
      const begun = await run(here, {
        base: program.base ?? "",
        runtime: "/mini/r/",
        pictures: `/mini/i/${app}?u=`,
        language,
        dark: document.documentElement.dataset.theme === "dark",
        words,
        bridge: accountCalls({
          program,
          ask,
          why: () => wanted,
          go: (to, path) => around.current.other(to, path),
          locate: () => around.current.locate(),
          town: () => around.current.town,
          say: (e) => around.current.say(e),
          leave: () => around.current.leave(),
          restart,
          copied: () => around.current.copied(),
        }),
        ...(sum ? { sum } : {}),
        storage,
        launch: launch(page),
        without: [...(around.current.without ?? []), ...callsUnseen(program.privileges)],
        system: { appId: app },
        ext: program.ext ? (JSON.parse(program.ext) as Record<string, unknown>) : {},
        onClose: () => over || around.current.leave(),
        onShown(page) {
          if (!shown) vitals?.saw({ kind: "opened", ms: Math.round(performance.now() - began) });
          shown = true;
          vitals?.saw({ kind: "page", page });
        },
        onError({ message, stack, page, caught }) {
          vitals?.saw({
            kind: "error",
            message: message.slice(0, 500),
            stack: stack.slice(0, 2000),
            page,
            fatal: !caught,
          });
        },
      });
      if (over) {
        begun.end();
        return;
      }
      running.current = begun;
      wanted = Object.fromEntries(
        Object.entries((begun.manifest.permission ?? {}) as Record<string, { desc?: string }>).map(([k, v]) => [
          k,
          v.desc ?? "",
        ]),
      );
    };
    start().catch((e: unknown) => over || setFailed(e));
    const seen = () => running.current?.visible(!document.hidden);
    document.addEventListener("visibilitychange", seen);
    return () => {
      over = true;
      vitals?.end();
      document.removeEventListener("visibilitychange", seen);
      running.current?.end();
      running.current = null;
    };
  }, [program, starts, app, page, trial, language, words, host, person, restart, city]);

  if (failed) return <Failed error={failed} onRetry={() => (setFailed(undefined), restart())} />;
  return (
    <div className="app-program">
      {trial && (
        <p className="app-program-trial" role="status">
          {t("mini.trial", { version: program.version ?? "" })}
        </p>
      )}
      <div ref={box} className="app-program-box" />
      {question && <Sheets of={question} name={program.name ?? ""} app={app} host={host} />}
    </div>
  );
}

import type { Numbers, Self } from "@livewell/api/terminal";
import { useLanguage } from "@livewell/i18n";
import { useEffect, useState } from "react";
import { takeNew } from "./version";
import { useT, type Key } from "./words";

const again = 3_000;
const renewEvery = 60_000;

/** The numbers that guests wait for, as the kitchen moves them. */
export function Screen({ self }: { self: Self }) {
  const t = useT();
  const en = useLanguage() === "en";
  const numbers = useNumbers();
  useEffect(() => {
    const timer = setInterval(() => void takeNew(), renewEvery); // nobody touches it
    return () => clearInterval(timer);
  }, []);
  return (
    <main className="tm-screen">
      <h1 translate="no">{(en && self.store?.nameEn) || self.store?.name}</h1>
      <Column title="screen.making" numbers={numbers?.making ?? []} />
      <Column title="screen.ready" ready numbers={numbers?.ready ?? []} />
      <p className="lw-hide">{t("screen.title")}</p>
    </main>
  );
}

function Column({ title, numbers, ready }: { title: Key; numbers: string[]; ready?: boolean }) {
  const t = useT();
  return (
    <section aria-label={t(title)} className={ready ? "ready" : ""}>
      <h2>{t(title)}</h2>
      <ul aria-live={ready ? "polite" : "off"}>
        {numbers.map((n) => (
          <li key={n}>{n}</li>
        ))}
      </ul>
    </section>
  );
}

function useNumbers() {
  const [numbers, setNumbers] = useState<Numbers>();
  useEffect(() => {
    let line: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const listen = () => {
      line = new EventSource("/terminal/api/numbers/live");
      line.addEventListener("changed", (e: MessageEvent<string>) => setNumbers(JSON.parse(e.data) as Numbers));
      line.addEventListener("error", () => {
        if (line?.readyState === EventSource.CLOSED) timer = setTimeout(listen, again);
      });
    };
    listen();
    return () => {
      clearTimeout(timer);
      line?.close();
    };
  }, []);
  return numbers;
}

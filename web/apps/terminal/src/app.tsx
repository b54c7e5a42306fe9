import type { Self } from "@livewell/api/terminal";
import { Icon, Loading, useAwake } from "@livewell/ui";
import { useEffect } from "react";
import { Kiosk } from "./kiosk";
import { Pairing } from "./pairing";
import { Register } from "./register";
import { Screen } from "./screen";
import { useSelf } from "./self";
import { keepApp } from "./version";
import { useT } from "./words";

/** What the device is: not paired yet, off, or at work. */
export function App() {
  useAwake();
  const t = useT();
  const { self, lost, ahead, paired } = useSelf();
  const name = self?.store?.name;
  useEffect(() => {
    document.title = name ?? t("pair.title");
  }, [name, t]);
  const works = self !== undefined && self.state !== "unpaired";
  useEffect(() => (works ? keepApp() : undefined), [works]);
  if (!self) return lost ? <Plain kind="lost" /> : <Loading />;
  if (self.state === "unpaired") return <Pairing onPaired={paired} />;
  if (self.state === "off") return <Plain kind="off" />;
  return <AtWork self={self} ahead={ahead} lost={lost} />;
}

function AtWork({ self, ahead, lost }: { self: Self; ahead: number; lost: boolean }) {
  switch (self.kind) {
    case "kiosk":
      return <Kiosk self={self} />;
    case "register":
      return <Register self={self} ahead={ahead} lost={lost} />;
    default:
      return <Screen self={self} />;
  }
}

function Plain({ kind }: { kind: "off" | "lost" }) {
  const t = useT();
  return (
    <main className="tm-plain">
      <Icon name={kind === "off" ? "lock" : "warn"} size={96} />
      <h1>{t(`${kind}.title`)}</h1>
      <p>{t(`${kind}.text`)}</p>
    </main>
  );
}

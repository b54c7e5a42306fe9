import { useFormat, useT } from "@livewell/i18n";
import { BarCode, Button, Icon, Qr, useAwake } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Failed } from "./states";

type Code = { digits: string; expiresAt: string };
type Props = { queryKey: string[]; fetch: () => Promise<Code>; bar: string; qr: string };

/** A code for a scanner, as bars, digits and QR, that is another one when its time is over. */
export function RollingCode({ queryKey, fetch, bar, qr }: Props) {
  const t = useT();
  const f = useFormat();
  useAwake();
  const [shown, setShown] = useState(false);
  const [now, setNow] = useState(() => Date.now());
  const code = useQuery({ queryKey, queryFn: fetch, gcTime: 0, staleTime: 0, refetchOnWindowFocus: false });
  const left = code.data ? Math.max(0, Math.ceil((Date.parse(code.data.expiresAt) - now) / 1000)) : 0;
  const { refetch, isFetching } = code;
  const due = code.data !== undefined && left <= 0 && !isFetching;
  useEffect(() => {
    const tick = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(tick);
  }, []);
  useEffect(() => {
    if (due) void refetch();
  }, [due, refetch]);
  if (code.error && !code.data)
    return (
      <div className="app-paper">
        <Failed error={code.error} onRetry={() => void refetch()} />
      </div>
    );
  if (!code.data) return <div className="app-paper" />;
  const { digits } = code.data;
  return (
    <div className="app-paper">
      <div className="wide" style={{ width: "100%" }}>
        <BarCode digits={digits} label={bar} />
      </div>
      <button
        type="button"
        className="app-digits lw-button link"
        aria-expanded={shown}
        onClick={() => setShown(!shown)}
      >
        {shown ? groups(digits) : t("paycode.showDigits", { start: digits.slice(0, 4) })}
      </button>
      <Qr text={digits} label={qr} />
      <p className="lw-muted lw-small">{t("paycode.refreshIn", { in: f.seconds(left) })}</p>
      <Button kind="link" busy={isFetching} onClick={() => void refetch()}>
        <Icon name="repeat" size={20} />
        {t("paycode.refresh")}
      </Button>
    </div>
  );
}

const groups = (d: string) => d.replace(/(.{4})(?=.)/g, "$1 ");

import { api } from "@livewell/api";
import { useFormat, useT } from "@livewell/i18n";
import { BarCode, Button, Icon, Qr, useAwake } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useNewBill } from "../../shared/bills";
import { GoLink, SubPage } from "../../shared/nav";
import { Failed } from "../../shared/states";

export function PayCode() {
  const t = useT();
  const f = useFormat();
  const navigate = useNavigate();
  useAwake();
  const [shown, setShown] = useState(false);
  const [now, setNow] = useState(() => Date.now());
  const code = useQuery({
    queryKey: ["paycode"],
    queryFn: api.newPayCode,
    gcTime: 0,
    staleTime: 0,
    refetchOnWindowFocus: false,
  });
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

  // The shop used the code: either it is paid, or it waits for a confirmation.
  const bill = useNewBill();
  const waiting = useQuery({ queryKey: ["waiting"], queryFn: api.waiting, refetchInterval: 1500 });
  const [before, setBefore] = useState<Set<string>>();
  if (waiting.data && !before) setBefore(new Set(waiting.data.items.map((x) => x.id)));
  const asked = before && waiting.data?.items.find((x) => !before.has(x.id));
  useEffect(() => {
    if (asked) void navigate({ to: "/cashier/$id", params: { id: asked.id }, replace: true });
    else if (bill?.kind === "pay") void navigate({ to: "/trades/$id", params: { id: bill.object }, replace: true });
  }, [asked, bill, navigate]);

  return (
    <div className="app-blue lw-column">
      <SubPage title={t("home.payCode")}>
        <div className="app-paper">
          {code.error && !code.data ? (
            <Failed error={code.error} onRetry={() => void refetch()} />
          ) : (
            code.data && (
              <>
                <div className="wide" style={{ width: "100%" }}>
                  <BarCode digits={code.data.digits} label={t("paycode.barLabel")} />
                </div>
                <button
                  type="button"
                  className="app-digits lw-button link"
                  aria-expanded={shown}
                  onClick={() => setShown(!shown)}
                >
                  {shown ? groups(code.data.digits) : t("paycode.showDigits", { start: code.data.digits.slice(0, 4) })}
                </button>
                <Qr text={code.data.digits} label={t("paycode.qrLabel")} />
                <p className="lw-muted lw-small">{t("paycode.refreshIn", { in: f.seconds(left) })}</p>
                <Button kind="link" busy={isFetching} onClick={() => void refetch()}>
                  <Icon name="repeat" size={20} />
                  {t("paycode.refresh")}
                </Button>
              </>
            )
          )}
        </div>
        <p className="lw-small lw-centre">{t("paycode.warn")}</p>
        <GoLink kind="plain" block to="/receive">
          {t("home.receive")}
        </GoLink>
      </SubPage>
    </div>
  );
}

const groups = (d: string) => d.replace(/(.{4})(?=.)/g, "$1 ");

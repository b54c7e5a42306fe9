import { faultText, useFormat } from "@livewell/i18n";
import { ApiError, type SaleNote } from "@livewell/api/console";
import { Button, Icon, Notice } from "@livewell/ui";
import { Panel } from "../../shared/screen";
import { Refused } from "../../shared/states";
import { useT } from "../../words";
import type { Kept } from "./registerdb";
import type { useKept } from "./tillsending";

/** What is odd about a sale that was made without a network, in words. */
export function useNote() {
  const t = useT();
  const f = useFormat();
  return (n: SaleNote) => {
    const { code } = n;
    if (code === "short") return t("register.problem.short", { n: n.qty ?? 0 });
    if (code === "price") return t("register.problem.price", { now: n.now ? f.money(n.now) : t("common.dash") });
    return t(`register.problem.${code}`);
  };
}

/** What was sold here without a network: how many wait to be sent, and what came of the others. */
export function KeptSales({ of }: { of: ReturnType<typeof useKept> }) {
  const t = useT();
  const f = useFormat();
  const note = useNote();
  const odd = of.all.filter((k) => k.state !== "waits");
  const told = (k: Kept) => {
    const values = { at: f.dateTime(k.made.at), total: f.money(k.made.total) };
    if (k.state === "refused")
      return t("register.refused", { ...values, why: faultText(new ApiError({ code: k.fault ?? "internal" }), f) });
    const what = (k.notes ?? []).map((n) => {
      const line = k.sale.lines[n.line];
      return line ? `${line.name}: ${note(n)}` : note(n);
    });
    return t("register.noted", { ...values, what: what.join(" · ") });
  };
  return (
    <>
      <div role="status">
        {of.waiting > 0 && (
          <Notice tone="warn" icon="clock">
            <div className="rg-waiting">
              <span>{t("register.waiting", { count: of.waiting })}</span>
              <Button kind="plain" busy={of.busy} onClick={of.send}>
                {t("register.send")}
              </Button>
            </div>
          </Notice>
        )}
      </div>
      {of.waiting > 0 && <Refused error={of.error} />}
      {odd.length > 0 && (
        <Panel title={t("register.problems")}>
          <p className="lw-muted">{t("register.problemsText")}</p>
          <ul className="rg-odd" aria-label={t("register.problems")}>
            {odd.map((k) => (
              <li key={k.ref} className={k.state}>
                <Icon name="warn" size={22} />
                <p>{told(k)}</p>
                <Button
                  kind="plain"
                  aria-label={t("register.dismissOne", { name: f.dateTime(k.made.at) })}
                  onClick={() => void of.dismiss(k)}
                >
                  {t("register.dismiss")}
                </Button>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}

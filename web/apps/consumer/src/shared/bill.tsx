import type { Bill } from "@livewell/api";
import { useFormat, useT } from "@livewell/i18n";
import { billLook } from "./bills";
import { RowLink } from "./nav";

export function BillRow({ bill }: { bill: Bill }) {
  const t = useT();
  const f = useFormat();
  const look = billLook[bill.kind];
  const title = bill.other || bill.subject || t(look.name);
  const note = [t(look.name), f.short(bill.at)].join(" · ");
  return (
    <RowLink
      to="/bills/$id"
      params={{ id: bill.id }}
      icon={look.icon}
      tone={look.tone}
      title={title}
      note={note}
      extra={<Signed amount={bill.amount} />}
    />
  );
}

/** Money that came in is green and has a plus; colour alone says nothing. */
export function Signed({ amount }: { amount: Bill["amount"] }) {
  const f = useFormat();
  const out = amount.amount.startsWith("-");
  return <span className={`app-sum lw-num${out ? "" : " in"}`}>{f.signed(amount)}</span>;
}

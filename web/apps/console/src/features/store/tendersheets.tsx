import { ApiError } from "@livewell/api/console";
import { faultText, useFormat } from "@livewell/i18n";
import { Button, Choice, Field, Notice } from "@livewell/ui";
import { useState } from "react";
import { decimal, minor } from "../../shared/amounts";
import { FormSheet } from "../../shared/dialogs";
import { useT } from "../../words";
import { NeedsAll, NotKept, type Giving } from "./counting";
import { cny } from "./drawer";
import { priceOf } from "./itemform";
import { useNamed } from "./names";
import { handed, isPayCode, offOf, type Off, type Shelf } from "./shelf";

type Problem = { code?: unknown; line?: unknown; now?: unknown };

/** Why a tender was not taken, in words; the goods by their names. */
export function useGiveError(error: unknown, shelf: Shelf): string | undefined {
  const t = useT();
  const f = useFormat();
  const named = useNamed();
  if (!error) return undefined;
  if (error instanceof NeedsAll) return t("register.needAll", { amount: f.money(cny(error.message)) });
  if (error instanceof NotKept) return t("register.notKept");
  if (!(error instanceof ApiError)) return faultText(error, f);
  const { problems, sku } = error.args as { problems?: Problem[]; sku?: unknown };
  const s = typeof sku === "string" ? shelf.skus.get(sku) : undefined;
  if (s) return `${named(s.ware.name, s.ware.nameEn)}: ${faultText(error, f)}`;
  return problems?.every((p) => p.code === "price") ? t("register.changed") : faultText(error, f);
}

type Props = {
  rest: bigint;
  busy: boolean;
  error: string | undefined;
  onGive: (g: Giving) => void;
  onClose: () => void;
};

function Told({ error }: { error: string | undefined }) {
  return error ? (
    <Notice tone="bad" icon="warn">
      {error}
    </Notice>
  ) : null;
}

function Rest({ of }: { of: bigint }) {
  const t = useT();
  const f = useFormat();
  return (
    <p className="rg-rest">
      <span>{t("register.rest")}</span> <strong className="lw-num">{f.money(cny(decimal(of)))}</strong>
    </p>
  );
}

/** Takes cash. Nothing typed is the very amount; less than the rest leaves a rest. */
export function CashSheet({ rest, all, busy, error, onGive, onClose }: Props & { all: boolean }) {
  const t = useT();
  const f = useFormat();
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const given = text.trim() === "" ? decimal(rest) : priceOf(text);
  const bad = given === undefined || minor(given) === 0n;
  const little = all && !bad && minor(given) < rest;
  const give = (amount: string) => onGive({ kind: "cash", given: amount });
  const change = bad ? 0n : minor(given) - rest;
  return (
    <FormSheet
      title={t("register.cash")}
      action={t("register.takeCash")}
      busy={busy}
      error={undefined}
      onSubmit={() => {
        setTried(true);
        if (!bad && !little) give(given);
      }}
      onClose={onClose}
    >
      <Rest of={rest} />
      <Field
        label={t("register.given")}
        inputMode="decimal"
        maxLength={10}
        autoComplete="off"
        placeholder={decimal(rest)}
        value={text}
        error={
          tried && bad
            ? t("register.needAmount")
            : tried && little
              ? t("register.needAll", { amount: f.money(cny(decimal(rest))) })
              : undefined
        }
        onChange={(e) => setText(e.target.value)}
      />
      <div className="rg-quick" role="group" aria-label={t("register.quick")}>
        {handed(rest).map((a) => (
          <Button key={a} kind="soft" busy={busy} onClick={() => give(a)}>
            {f.money(cny(a))}
          </Button>
        ))}
      </div>
      {change > 0n && (
        <p className="rg-rest">
          <span>{t("register.change")}</span> <strong className="lw-num">{f.money(cny(decimal(change)))}</strong>
        </p>
      )}
      <Told error={error} />
    </FormSheet>
  );
}

/** Takes the buyer's payment code: the scanner types it and ends with Enter. */
export function CodeSheet({ rest, busy, error, onGive, onClose }: Props) {
  const t = useT();
  const f = useFormat();
  const [code, setCode] = useState("");
  const [part, setPart] = useState(decimal(rest));
  const [tried, setTried] = useState(false);
  const amount = priceOf(part);
  const none = amount === undefined || minor(amount) === 0n;
  const over = !none && minor(amount) > rest;
  return (
    <FormSheet
      title={t("register.code")}
      action={t("register.takeCode")}
      busy={busy}
      error={undefined}
      onSubmit={() => {
        setTried(true);
        if (!isPayCode(code) || none || over) return;
        onGive({ kind: "code", code: code.replace(/\s/g, ""), amount });
        setCode("");
        setTried(false);
      }}
      onClose={onClose}
    >
      <Rest of={rest} />
      <Field
        label={t("register.buyersCode")}
        hint={t("register.buyersCodeHint")}
        inputMode="numeric"
        maxLength={30}
        autoComplete="off"
        value={code}
        error={tried && !isPayCode(code) ? t("register.needCode") : undefined}
        onChange={(e) => setCode(e.target.value)}
      />
      <Field
        label={t("register.part")}
        hint={t("register.partHint")}
        inputMode="decimal"
        maxLength={10}
        autoComplete="off"
        value={part}
        error={
          none
            ? t("register.needAmount")
            : over
              ? t("register.partOver", { rest: f.money(cny(decimal(rest))) })
              : undefined
        }
        onChange={(e) => setPart(e.target.value)}
      />
      <Told error={error} />
    </FormSheet>
  );
}

type OffProps = {
  goods: bigint;
  off: Off | undefined;
  most: number;
  onSet: (o: Off | undefined) => void;
  onClose: () => void;
};

export function OffSheet({ goods, off, most, onSet, onClose }: OffProps) {
  const t = useT();
  const f = useFormat();
  const [by, setBy] = useState<"percent" | "amount">(off && "amount" in off ? "amount" : "percent");
  const [text, setText] = useState(!off ? "" : "amount" in off ? off.amount : String(off.percent));
  const [tried, setTried] = useState(false);
  const percent = /^\d{1,3}$/.test(text.trim()) ? Number(text) : undefined;
  const amount = priceOf(text);
  const next: Off | undefined =
    by === "percent"
      ? percent !== undefined
        ? { percent }
        : undefined
      : amount !== undefined
        ? { amount }
        : undefined;
  const bound = offOf(goods, { percent: most });
  const over = next !== undefined && ("percent" in next ? next.percent > most : minor(next.amount) > bound);
  return (
    <FormSheet
      title={t("register.off")}
      action={t("register.setOff")}
      busy={false}
      error={undefined}
      onSubmit={() => {
        setTried(true);
        if (next && !over) onSet(offOf(goods, next) > 0n ? next : undefined);
      }}
      onClose={onClose}
    >
      <Field
        label={t(by === "percent" ? "register.percentOff" : "register.amountOff")}
        hint={`${t("register.offHint", { n: most })} ${t("register.offNone")}`}
        inputMode={by === "percent" ? "numeric" : "decimal"}
        maxLength={10}
        autoComplete="off"
        value={text}
        error={
          over
            ? t("register.offOver", { n: most, amount: f.money(cny(decimal(bound))) })
            : tried && !next
              ? t("register.needAmount")
              : undefined
        }
        onChange={(e) => setText(e.target.value)}
      />
      <Choice
        label={t("register.offBy")}
        value={by}
        onChange={setBy}
        options={[
          { value: "percent", label: t("register.percent") },
          { value: "amount", label: t("register.amount") },
        ]}
      />
    </FormSheet>
  );
}

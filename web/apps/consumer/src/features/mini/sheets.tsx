import { api, embedded, type Payee, type Trade, type Want } from "@livewell/api";
import { scopeText, useFormat, useLanguage, useT } from "@livewell/i18n";
import { Avatar, Button, Field, Icon, List, Loading, Notice, Pairs, Row, Sheet, SwitchRow } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState, type ReactNode, type SyntheticEvent } from "react";
import { agreementLines } from "../../shared/agreement";
import { useCamera } from "../../shared/camera";
import { Confirm } from "../../shared/confirm";
import { GoLink } from "../../shared/nav";
import { BankSays, Source, usePaying } from "../../shared/paying";
import { Shown } from "../../shared/states";
import type { Question } from "./account";

type Of<K extends Question["kind"]> = { of: Extract<Question, { kind: K }>; name: string };
type Where = { app: string; host: string };

/** What a program asks the person, drawn by the app above the program's frames. */
export function Sheets({ of, name, ...where }: { of: Question; name: string } & Where) {
  switch (of.kind) {
    case "consent":
      return embedded ? <AllowOutside of={of} {...where} /> : <Consent of={of} name={name} />;
    case "pay":
      return <Pay of={of} name={name} />;
    case "address":
      return <Addresses of={of} name={name} />;
    case "city":
      return <Cities of={of} name={name} />;
    case "place":
      return <Place of={of} name={name} />;
    case "device":
      return <Device of={of} name={name} />;
    case "scan":
      return <Scan of={of} name={name} />;
    case "people":
      return <People of={of} name={name} />;
    case "sign":
      return <Sign of={of} name={name} />;
    case "freeze":
      return <Freeze of={of} name={name} />;
    case "record":
      return <Record of={of} name={name} />;
    case "contact":
      return <Contact of={of} name={name} />;
  }
}

// A tap meant for the program must not land on a sheet that has just come up.
const settles = 500;

function useSettled(): boolean {
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), settles);
    return () => clearTimeout(timer);
  }, []);
  return settled;
}

/** Yes, not before the sheet has been seen, and no. */
function Answers({ yes, done }: { yes: string; done: (yes: boolean) => void }) {
  const t = useT();
  const settled = useSettled();
  return (
    <>
      <Button block disabled={!settled} onClick={() => done(true)}>
        {yes}
      </Button>
      <Button kind="plain" block onClick={() => done(false)}>
        {t("mini.deny")}
      </Button>
    </>
  );
}

function Consent({ of: { of, why, done } }: Of<"consent">) {
  const t = useT();
  return (
    <Sheet title={t("mini.wants", { name: of.name })} onClose={() => done(false)}>
      <div className="lw-stack">
        <div className="lw-centre">
          <Avatar seed={of.app} size={56} />
        </div>
        <List>
          {of.missing.map((p) => {
            const words = scopeText(p.text);
            const reason = why[p.scope];
            return (
              <Row
                key={p.scope}
                icon={p.sensitive ? "warn" : "check"}
                tone={p.sensitive ? "warn" : undefined}
                title={words.title}
                note={reason ? `${words.text} ${t("mini.reason", { text: reason })}` : words.text}
              />
            );
          })}
        </List>
        <Notice icon="shield">{t("mini.onlyIt")}</Notice>
        <Answers yes={t("mini.allow")} done={done} />
      </div>
    </Sheet>
  );
}

function Pay({ of, name }: Of<"pay">) {
  const settled = useSettled();
  const trade = useQuery({
    queryKey: ["trade", of.trade.id],
    queryFn: () => api.trade(of.trade.id),
    initialData: of.trade,
    refetchInterval: 3000,
  }).data;
  const paid = trade.status === "TRADE_SUCCESS" || trade.status === "TRADE_FINISHED";
  const { done } = of;
  useEffect(() => {
    if (paid) done("paid");
    else if (trade.status === "TRADE_CLOSED") done("no");
  }, [paid, trade.status, done]);
  if (embedded) return <PayOutside trade={trade} name={name} done={done} />;
  return settled ? <PayNow trade={trade} name={name} done={done} /> : <Loading />;
}

const popup = "width=420,height=760";

/** Within a partner's page nobody types a PIN: the cashier has a window of its own. */
function PayOutside({ trade, name, done }: { trade: Trade; name: string; done: (r: "no") => void }) {
  const t = useT();
  const f = useFormat();
  return (
    <Sheet title={t("mini.pay", { name })} onClose={() => done("no")}>
      <div className="lw-stack lw-centre">
        <p className="lw-break">{trade.seller}</p>
        <p className="lw-total">{f.money(trade.total)}</p>
        <Notice icon="shield">{t("mini.payOutside")}</Notice>
        <Button block onClick={() => window.open(`/cashier/${trade.id}`, "livewell-pay", popup)}>
          {t("mini.openCashier")}
        </Button>
      </div>
    </Sheet>
  );
}

/** Nor does anybody allow something there. */
function AllowOutside({ of: { of, done }, app, host }: { of: Of<"consent">["of"] } & Where) {
  const t = useT();
  const scopes = of.missing.map((m) => m.scope).join(",");
  const left = useQuery({
    queryKey: ["mini", app, "missing", scopes],
    queryFn: () => api.miniConsent(app, scopes),
    initialData: of,
    refetchInterval: 1000,
  }).data.missing.length;
  useEffect(() => {
    if (left === 0) done(true);
  }, [left, done]);
  return (
    <Sheet title={t("mini.wants", { name: of.name })} onClose={() => done(false)}>
      <div className="lw-stack">
        <List>
          {of.missing.map((p) => (
            <Row key={p.scope} icon="check" title={scopeText(p.text).title} note={scopeText(p.text).text} />
          ))}
        </List>
        <Notice icon="shield">{t("mini.allowOutside")}</Notice>
        <Button
          block
          onClick={() => window.open(`/connect/${host}/${app}?scopes=${scopes}`, "livewell-connect", popup)}
        >
          {t("mini.allow")}
        </Button>
      </div>
    </Sheet>
  );
}

/** What is settled with the PIN here, and from within a partner's page on a page of our own. */
function Settle({
  title,
  page,
  want,
  onProof,
  onClose,
  children,
}: {
  title: string;
  page: string;
  want: Want;
  onProof: (proof: string) => Promise<unknown>;
  onClose: () => void;
  children: ReactNode;
}) {
  const t = useT();
  const settled = useSettled();
  const what = <div className="lw-stack">{children}</div>;
  if (!embedded)
    return settled ? (
      <Confirm title={title} want={want} onProof={onProof} onClose={onClose}>
        {what}
      </Confirm>
    ) : (
      <Loading />
    );
  return (
    <Sheet title={title} onClose={onClose}>
      <div className="lw-stack">
        {what}
        <Notice icon="shield">{t("mini.payOutside")}</Notice>
        <Button block onClick={() => window.open(page, "livewell-pay", popup)}>
          {t("mini.openCashier")}
        </Button>
      </div>
    </Sheet>
  );
}

// Within a partner's page the answer comes from a window of its own, and is asked for.
const asked = embedded ? 1500 : false;

function Sign({ of: { of, done } }: Of<"sign">) {
  const t = useT();
  const f = useFormat();
  const agreement = useQuery({
    queryKey: ["agreement", of.no],
    queryFn: () => api.agreement(of.no),
    initialData: of,
    refetchInterval: asked,
  }).data;
  useEffect(() => {
    if (agreement.status !== "TEMP") done(agreement);
  }, [agreement, done]);
  return (
    <Settle
      title={t("agreement.title")}
      page={`/cashier/agreement/${of.no}`}
      want={{ payee: of.payee, amount: { amount: "0.00", currency: "CNY" }, nonce: of.no }}
      onProof={async (proof) => done(await api.signAgreement(of.no, proof))}
      onClose={() => done(null)}
    >
      <p className="lw-break">{t("agreement.ask", { seller: of.seller })}</p>
      <Pairs of={agreementLines(of, t, f)} />
      <Notice tone="warn" icon="warn">
        {t("agreement.care")}
      </Notice>
    </Settle>
  );
}

function Freeze({ of: { of, done } }: Of<"freeze">) {
  const t = useT();
  const f = useFormat();
  const auth = useQuery({
    queryKey: ["auth", of.no],
    queryFn: () => api.auth(of.no),
    initialData: of,
    refetchInterval: asked,
  }).data;
  useEffect(() => {
    if (auth.status !== "INIT") done(auth);
  }, [auth, done]);
  return (
    <Settle
      title={t("freeze.title")}
      page={`/cashier/auth/${of.no}`}
      want={{ payee: of.payee, amount: of.amount, nonce: of.no }}
      onProof={async (proof) => done(await api.freezeAuth(of.no, proof))}
      onClose={() => done(null)}
    >
      <div className="lw-centre">
        <p className="lw-break">{t("freeze.for", { seller: of.seller })}</p>
        <p className="lw-total">{f.money(of.amount)}</p>
        <p className="lw-muted lw-small lw-break">{of.title}</p>
      </div>
      <Notice>{t("freeze.what")}</Notice>
    </Settle>
  );
}

function PayNow({ trade, name, done }: { trade: Trade; name: string; done: (r: "paid" | "waits" | "no") => void }) {
  const t = useT();
  const f = useFormat();
  const paying = usePaying(trade.id);
  return (
    <Confirm
      title={t("mini.pay", { name })}
      want={{ payee: trade.payee, amount: trade.total, nonce: trade.id }}
      onProof={paying.pay}
      onClose={() => done(paying.waits ? "waits" : "no")}
    >
      <div className="lw-stack">
        <div className="lw-centre">
          <p className="lw-break">{trade.seller}</p>
          <p className="lw-total">{f.money(trade.total)}</p>
          <p className="lw-muted lw-small lw-break">{trade.subject}</p>
        </div>
        <Source of={paying} />
        <BankSays of={paying} />
      </div>
    </Confirm>
  );
}

function Addresses({ of: { done }, name }: Of<"address">) {
  const t = useT();
  const addresses = useQuery({ queryKey: ["addresses"], queryFn: api.addresses });
  return (
    <Sheet title={t("mini.address", { name })} onClose={() => done(null)}>
      <Shown of={addresses}>
        {({ items }) =>
          items.length ? (
            <List>
              {items.map((a) => (
                <Row
                  key={a.id}
                  icon="pin"
                  title={[a.place, a.door].filter(Boolean).join(" ")}
                  note={`${a.name} ${a.phone}`}
                  onClick={() => done(a)}
                />
              ))}
            </List>
          ) : (
            <div className="lw-stack lw-centre">
              <p>{t("mini.noAddress")}</p>
              <GoLink to="/addresses">{t("mini.addAddress")}</GoLink>
            </div>
          )
        }
      </Shown>
    </Sheet>
  );
}

function Cities({ of: { done } }: Of<"city">) {
  const t = useT();
  const language = useLanguage();
  const cities = useQuery({ queryKey: ["cities", ""], queryFn: () => api.cities() });
  return (
    <Sheet title={t("mini.city")} onClose={() => done(null)}>
      <Shown of={cities}>
        {({ items }) => (
          <List>
            {items.map((c) => (
              <Row key={c.code} icon="pin" title={language === "zh" ? c.zh : c.en} onClick={() => done(c)} />
            ))}
          </List>
        )}
      </Shown>
    </Sheet>
  );
}

function Place({ of }: Of<"place">) {
  const t = useT();
  const { lat, lng } = of.at;
  return (
    <Sheet title={of.name || t("mini.place")} onClose={of.done}>
      <div className="lw-stack">
        <p className="lw-break">{of.address}</p>
        <p className="lw-muted lw-num">
          {lat.toFixed(5)}, {lng.toFixed(5)}
        </p>
        <a className="lw-button block" href={`geo:${lat},${lng}?q=${lat},${lng}`}>
          <Icon name="pin" size={20} />
          {t("mini.route")}
        </a>
      </div>
    </Sheet>
  );
}

/** The browser asks after this: the button is the touch that its chooser needs. */
function Device({ of: { done }, name }: Of<"device">) {
  const t = useT();
  return (
    <Sheet title={t("mini.device", { name })} onClose={() => done(false)}>
      <div className="lw-stack">
        <p>{t("mini.deviceText")}</p>
        <Notice icon="shield">{t("mini.deviceOnly", { name })}</Notice>
        <Answers yes={t("mini.deviceChoose")} done={done} />
      </div>
    </Sheet>
  );
}

function Scan({ of: { done }, name }: Of<"scan">) {
  const t = useT();
  const { video, state } = useCamera(done);
  const file = useRef<HTMLInputElement>(null);
  const [nothing, setNothing] = useState(false);
  const read = async (f: Blob) => {
    const text = await (await import("@livewell/scan")).readPicture(f);
    if (text) done(text);
    else setNothing(true);
  };
  return (
    <Sheet title={t("mini.scan", { name })} onClose={() => done(null)}>
      <div className="lw-stack">
        <div className={`app-camera ${state}`}>
          <video ref={video} playsInline muted aria-label={t("scan.camera")} hidden={state !== "on"} />
          {state !== "on" && <p>{state === "off" ? t("scan.noCamera") : t("scan.starting")}</p>}
        </div>
        <Button kind="plain" block onClick={() => file.current?.click()}>
          <Icon name="picture" size={20} />
          {t("scan.picture")}
        </Button>
        <input
          ref={file}
          type="file"
          accept="image/*"
          hidden
          aria-label={t("scan.picture")}
          onChange={(e) => {
            const f = e.target.files?.[0];
            e.target.value = "";
            if (f) void read(f);
          }}
        />
        {nothing && <Notice tone="bad">{t("scan.nothing")}</Notice>}
      </div>
    </Sheet>
  );
}

/** Those whom the person sent money to. */
function People({ of: { most, done }, name }: Of<"people">) {
  const t = useT();
  const people = useQuery({ queryKey: ["payees"], queryFn: api.payees });
  const [chosen, setChosen] = useState<Payee[]>([]);
  const has = (p: Payee) => chosen.some((c) => c.id === p.id);
  return (
    <Sheet title={t("mini.people", { name })} onClose={() => done(null)}>
      <Shown of={people}>
        {({ items }) =>
          items.length ? (
            <div className="lw-stack">
              <Notice icon="shield">{t("mini.peopleKnow")}</Notice>
              <List>
                {items.map((p) =>
                  most === 1 ? (
                    <Row key={p.id} start={<Avatar seed={p.id} size={32} />} title={p.name} onClick={() => done([p])} />
                  ) : (
                    <SwitchRow
                      key={p.id}
                      title={p.name}
                      on={has(p)}
                      disabled={!has(p) && chosen.length >= most}
                      onChange={(on) => setChosen(on ? [...chosen, p] : chosen.filter((c) => c.id !== p.id))}
                    />
                  ),
                )}
              </List>
              {most > 1 && (
                <Button block disabled={!chosen.length} onClick={() => done(chosen)}>
                  {t("common.done")}
                </Button>
              )}
            </div>
          ) : (
            <p className="lw-centre">{t("mini.nobody")}</p>
          )
        }
      </Shown>
    </Sheet>
  );
}

function Record({ of: { done }, name }: Of<"record">) {
  const t = useT();
  return (
    <Sheet title={t("mini.record", { name })} onClose={() => done(false)}>
      <div className="lw-stack">
        <Notice icon="shield">{t("mini.recordText")}</Notice>
        <Answers yes={t("mini.allow")} done={done} />
      </div>
    </Sheet>
  );
}

/** Somebody whom the browser cannot choose from the contacts of the device. */
function Contact({ of: { done }, name }: Of<"contact">) {
  const t = useT();
  const [who, setWho] = useState({ name: "", mobile: "" });
  const submit = (e: SyntheticEvent) => {
    e.preventDefault();
    if (who.mobile.trim()) done({ name: who.name.trim(), mobile: who.mobile.trim() });
  };
  return (
    <Sheet title={t("mini.contact", { name })} onClose={() => done(null)}>
      <form className="lw-stack" onSubmit={submit} noValidate>
        <Field
          label={t("mini.contactName")}
          autoComplete="off"
          maxLength={60}
          value={who.name}
          onChange={(e) => setWho({ ...who, name: e.target.value })}
        />
        <Field
          label={t("mini.contactPhone")}
          type="tel"
          inputMode="tel"
          autoComplete="off"
          required
          maxLength={20}
          value={who.mobile}
          onChange={(e) => setWho({ ...who, mobile: e.target.value })}
        />
        <Button type="submit" block disabled={!who.mobile.trim()}>
          {t("common.done")}
        </Button>
      </form>
    </Sheet>
  );
}

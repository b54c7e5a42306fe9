import type { IconName } from "@livewell/ui";
import type { Key } from "../words";
import type { Hats } from "./roles";

export type Entry = { to: string; icon: IconName; name: Key };
export type Section = { name: Key; entries: Entry[] };

type Ruled = Entry & { for: (h: Hats) => boolean };

const staff = (h: Hats) => h.owner || h.manager || h.cashier;
const manages = (h: Hats) => h.owner || h.manager;
const develops = (h: Hats) => h.developer || h.owner;
const operates = (h: Hats) => h.operator;
const looks = (h: Hats) => h.operator || h.auditor;
const anybody = () => true;

const all: { name: Key; entries: Ruled[] }[] = [
  {
    name: "nav.merchant",
    entries: [
      { to: "/overview", icon: "home", name: "overview.title", for: staff },
      { to: "/trades", icon: "bills", name: "trades.title", for: staff },
      { to: "/settlements", icon: "clock", name: "settlements.title", for: manages },
      { to: "/card", icon: "card", name: "card.title", for: manages },
      { to: "/staff", icon: "people", name: "staff.title", for: manages },
      { to: "/authorizations", icon: "shield", name: "granted.title", for: (h) => h.owner },
    ],
  },
  {
    name: "nav.operator",
    entries: [
      { to: "/people", icon: "me", name: "people.title", for: operates },
      { to: "/merchants", icon: "store", name: "merchants.title", for: operates },
      { to: "/rules", icon: "lock", name: "rules.title", for: looks },
      { to: "/decisions", icon: "warn", name: "decisions.title", for: looks },
      { to: "/fees", icon: "card", name: "fees.title", for: looks },
      { to: "/proposals", icon: "inbox", name: "proposals.title", for: looks },
      { to: "/audit", icon: "eye", name: "audit.title", for: looks },
    ],
  },
  {
    name: "nav.developer",
    entries: [
      { to: "/apps", icon: "apps", name: "apps.title", for: develops },
      { to: "/docs", icon: "search", name: "docs.title", for: anybody },
      { to: "/sandbox", icon: "type", name: "sandbox.title", for: anybody },
    ],
  },
];

/** What the left side offers: only what the caller may open. Nobody sees the public pages. */
export function menuOf(h: Hats | undefined): Section[] {
  return all
    .map(({ name, entries }) => ({
      name,
      entries: entries
        .filter((e) => (h ? e.for(h) : e.for === anybody))
        .map(({ to, icon, name }) => ({ to, icon, name })),
    }))
    .filter((s) => s.entries.length > 0);
}

/** Where somebody begins; undefined: nothing here is for them, unless they choose a merchant. */
export function startOf(h: Hats): string | undefined {
  for (const s of all) for (const e of s.entries) if (e.for !== anybody && e.for(h)) return e.to;
  return undefined;
}

import type { IconName } from "@livewell/ui";
import type { Key } from "../words";
import type { Hats } from "./roles";

export type Entry = { to: string; icon: IconName; name: Key };
export type Section = { name: Key; entries: Entry[] };

type Ruled = Entry & { for: (h: Hats) => boolean };

const staff = (h: Hats) => h.owner || h.manager || h.cashier;
const everywhere = (h: Hats) => staff(h) && !h.some;
const manages = (h: Hats) => (h.owner || h.manager) && !h.some;
const develops = (h: Hats) => h.developer || h.owner;
const operates = (h: Hats) => h.operator;
const looks = (h: Hats) => h.operator || h.auditor;
const anybody = () => true;

const all: { name: Key; entries: Ruled[] }[] = [
  {
    name: "nav.merchant",
    entries: [
      { to: "/overview", icon: "home", name: "overview.title", for: everywhere },
      { to: "/stores", icon: "store", name: "stores.title", for: staff },
      { to: "/sales", icon: "chart", name: "sales.title", for: manages },
      { to: "/campaigns", icon: "heart", name: "campaigns.title", for: manages },
      { to: "/members", icon: "me", name: "members.title", for: manages },
      { to: "/trades", icon: "bills", name: "trades.title", for: everywhere },
      { to: "/settlements", icon: "clock", name: "settlements.title", for: manages },
      { to: "/card", icon: "card", name: "card.title", for: manages },
      { to: "/licence", icon: "shield", name: "licence.title", for: (h) => h.owner },
      { to: "/support", icon: "heart", name: "support.title", for: manages },
      { to: "/staff", icon: "people", name: "staff.title", for: manages },
      { to: "/provider", icon: "share", name: "provider.title", for: (h) => h.owner },
      { to: "/authorizations", icon: "shield", name: "granted.title", for: (h) => h.owner },
    ],
  },
  {
    name: "nav.operator",
    entries: [
      { to: "/people", icon: "me", name: "people.title", for: operates },
      { to: "/merchants", icon: "store", name: "merchants.title", for: operates },
      { to: "/home", icon: "home", name: "layouts.title", for: looks },
      { to: "/services", icon: "apps", name: "services.title", for: looks },
      { to: "/cities", icon: "place", name: "cities.title", for: looks },
      { to: "/rules", icon: "lock", name: "rules.title", for: looks },
      { to: "/decisions", icon: "warn", name: "decisions.title", for: looks },
      { to: "/fees", icon: "card", name: "fees.title", for: looks },
      { to: "/claims", icon: "refund", name: "claims.title", for: looks },
      { to: "/licences", icon: "shield", name: "licences.title", for: looks },
      { to: "/providers", icon: "share", name: "providers.title", for: looks },
      { to: "/minireviews", icon: "eye", name: "minireviews.title", for: looks },
      { to: "/programs", icon: "phone", name: "programs.title", for: looks },
      { to: "/words", icon: "type", name: "listed.title", for: looks },
      { to: "/terminals", icon: "store", name: "terminals.title", for: looks },
      { to: "/partners", icon: "share", name: "hosts.all", for: looks },
      { to: "/policies", icon: "heart", name: "policies.title", for: looks },
      { to: "/proposals", icon: "inbox", name: "proposals.title", for: looks },
      { to: "/audit", icon: "eye", name: "audit.title", for: looks },
    ],
  },
  {
    name: "nav.developer",
    entries: [
      { to: "/apps", icon: "apps", name: "apps.title", for: develops },
      { to: "/hosts", icon: "share", name: "hosts.title", for: develops },
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

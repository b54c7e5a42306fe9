import type { Hours, Store, StoreFields } from "@livewell/api/console";
import type { Key } from "../../words";
import { daily, spanOf } from "./hours";
import { priceOf } from "./itemform";

export type StoreDraft = {
  name: string;
  nameEn: string;
  category: string;
  city: string;
  address: string;
  phone: string;
  about: string;
  picture: string;
  lat: string;
  lng: string;
  hours: Hours;
  modes: string[];
  auto: boolean;
  within: string;
  making: string;
  packing: string;
};

export const newStore = (): StoreDraft => ({
  ...{ name: "", nameEn: "", category: "noodles", city: "110000", address: "", phone: "", about: "", picture: "" },
  ...{ lat: "", lng: "", hours: daily(spanOf("10:00", "21:30") ?? { from: 600, to: 1290 }) },
  ...{ modes: ["takeaway", "pickup"], auto: false, within: "5", making: "15", packing: "0" },
});

export const draftOfStore = (s: Store): StoreDraft => ({
  name: s.name,
  nameEn: s.nameEn ?? "",
  category: s.category,
  city: s.city,
  address: s.address,
  phone: s.phone ?? "",
  about: s.about ?? "",
  picture: s.picture ?? "",
  lat: String(s.at.lat),
  lng: String(s.at.lng),
  hours: s.hours,
  modes: s.modes,
  auto: s.terms.autoAccept,
  within: String(s.terms.within),
  making: String(s.terms.making),
  packing: s.terms.packing.amount.replace(/\.00$/, ""),
});

function degrees(typed: string, most: number): number | undefined {
  const n = /^-?\d{1,3}(\.\d+)?$/.test(typed.trim()) ? Number(typed) : NaN;
  return Math.abs(n) <= most ? n : undefined;
}

function whole(typed: string, most: number): number | undefined {
  const n = /^\d{1,3}$/.test(typed.trim()) ? Number(typed) : 0;
  return n >= 1 && n <= most ? n : undefined;
}

export type StoreFaults = Partial<Record<keyof StoreDraft, Key>>;

export function storeFaults(d: StoreDraft): StoreFaults {
  const out: StoreFaults = {};
  const name = d.name.trim();
  if (name.length < 1 || name.length > 40) out.name = "store.nameNeeded";
  if (d.address.trim() === "" || d.address.trim().length > 100) out.address = "store.addressNeeded";
  if (degrees(d.lat, 90) === undefined) out.lat = "store.placeNeeded";
  if (degrees(d.lng, 180) === undefined) out.lng = "store.placeNeeded";
  if (d.modes.length === 0) out.modes = "store.modesNeeded";
  if (whole(d.within, 60) === undefined) out.within = "store.termsNeeded";
  if (whole(d.making, 240) === undefined) out.making = "store.termsNeeded";
  if (priceOf(d.packing) === undefined) out.packing = "store.feeNeeded";
  return out;
}

const text = <K extends string>(name: K, v: string) => (v.trim() ? ({ [name]: v.trim() } as Record<K, string>) : {});

/** What is sent of a draft without faults. */
export const storeFields = (d: StoreDraft): StoreFields => ({
  name: d.name.trim(),
  ...text("nameEn", d.nameEn),
  category: d.category,
  city: d.city,
  address: d.address.trim(),
  ...text("phone", d.phone),
  ...text("about", d.about),
  ...text("picture", d.picture),
  at: { lat: degrees(d.lat, 90) ?? 0, lng: degrees(d.lng, 180) ?? 0 },
  hours: d.hours,
  modes: d.modes,
  terms: {
    autoAccept: d.auto,
    within: whole(d.within, 60) ?? 5,
    making: whole(d.making, 240) ?? 15,
    packing: { amount: priceOf(d.packing) ?? "0.00", currency: "CNY" },
  },
});

export const storeCodes: Record<string, keyof StoreDraft> = {
  "store.name": "name",
  "store.category": "category",
  "store.mode": "modes",
  "store.terms": "within",
  "calendar.hours": "hours",
  "geo.bad_point": "lat",
};

const parts: Record<string, keyof StoreDraft> = {
  ...{ name: "name", nameEn: "nameEn", category: "category", city: "city", address: "address", phone: "phone" },
  ...{
    about: "about",
    picture: "picture",
    "at.lat": "lat",
    "at.lng": "lng",
    at: "lat",
    hours: "hours",
    modes: "modes",
  },
  ...{ "terms.within": "within", "terms.making": "making", "terms.packing": "packing" },
};

/** The field of the draft that a place in the request stands for: "body.at.lat" is "lat". */
export function storePlace(at: string): string | undefined {
  const [top = "", sub = ""] = at
    .replace(/^body\./, "")
    .split(".")
    .map((x) => x.replace(/\[\d+\]$/, ""));
  return parts[`${top}.${sub}`] ?? parts[top];
}

// my.addPhoneContact: a page cannot write into the contacts of a phone, but a phone
// takes a card in vCard 3.0 (RFC 2426), the version that all of them read.
import { fail } from "./api.ts";

const str = (v: unknown) => (typeof v === "string" || typeof v === "number" ? String(v) : "");
const escaped = (s: string) => s.replace(/[\\;,]/g, "\\$&").replace(/\r?\n/g, "\\n");

const numbers = {
  mobilePhoneNumber: "CELL",
  homePhoneNumber: "HOME",
  workPhoneNumber: "WORK",
  homeFaxNumber: "HOME,FAX",
  workFaxNumber: "WORK,FAX",
  hostNumber: "MAIN",
};

/** A card of what a program tells of somebody. Fault 2 where neither a name nor a number is there. */
export function vcard(o: Record<string, unknown>): { name: string; text: string } {
  const [first, middle, last, nick] = [o.firstName, o.middleName, o.lastName, o.nickName].map(str);
  const han = /\p{Script=Han}/u.test(`${last}${first}`);
  const name =
    (han ? [last, middle, first].join("") : [first, middle, last].filter(Boolean).join(" ")) ||
    nick ||
    str(o.organization) ||
    str(o.mobilePhoneNumber);
  if (!name) throw fail(2, "firstName or mobilePhoneNumber is missing");
  const lines = [
    "BEGIN:VCARD",
    "VERSION:3.0",
    `N:${[last, first, middle, "", ""].map((x) => escaped(x ?? "")).join(";")}`,
    `FN:${escaped(name)}`,
  ];
  const add = (property: string, ...values: unknown[]) => {
    if (values.some((v) => str(v))) lines.push(`${property}:${values.map((v) => escaped(str(v))).join(";")}`);
  };
  add("NICKNAME", nick);
  for (const [key, type] of Object.entries(numbers)) add(`TEL;TYPE=${type}`, o[key]);
  add("EMAIL", o.email);
  add("URL", o.url);
  add("ORG", o.organization);
  add("TITLE", o.title);
  add("NOTE", o.remark);
  // Post box and extension come first in an address (RFC 2426, 3.2.1).
  const home = [o.addressStreet, o.addressCity, o.addressState, o.addressPostalCode, o.addressCountry];
  if (home.some((v) => str(v))) add("ADR;TYPE=HOME", "", "", ...home);
  const work = [
    o.workAddressStreet,
    o.workAddressCity,
    o.workAddressState,
    o.workAddressPostalCode,
    o.workAddressCountry,
  ];
  if (work.some((v) => str(v))) add("ADR;TYPE=WORK", "", "", ...work);
  lines.push("END:VCARD", "");
  return { name: name.replace(/[/\\:*?"<>|]/g, "").slice(0, 60), text: lines.join("\r\n") };
}

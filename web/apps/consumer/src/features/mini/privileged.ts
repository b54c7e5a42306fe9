import type { MiniProgram } from "@livewell/api";

type Privilege = MiniProgram["privileges"][number];

// What two reviewers approve, by what the platform saw in the package: the calls and the
// scopes that a program has then, and not otherwise.
const calls: Record<Privilege, string[]> = {
  phone: ["getPhoneNumber"],
  address: ["getAddress", "chooseAddress"],
  agreement: ["paySignCenter"],
  sound: ["recorder"],
};
const scopes: Record<string, Privilege> = { auth_phone: "phone", auth_address: "address" };

/** Calls that a program has not. */
export const callsUnseen = (seen: Privilege[]) =>
  (Object.keys(calls) as Privilege[]).flatMap((p) => (seen.includes(p) ? [] : calls[p]));

/** Scopes of these that a program may not ask for. */
export const scopesUnseen = (seen: Privilege[], asked: string[]) =>
  asked.filter((s) => scopes[s] && !seen.includes(scopes[s]));

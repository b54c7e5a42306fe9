import { api, type Ceremony } from "@livewell/api/console";

export const hasPasskeys = () =>
  typeof PublicKeyCredential !== "undefined" && typeof PublicKeyCredential.parseRequestOptionsFromJSON === "function";

/** The person closed the browser's own dialog: nothing to report. */
export const gaveUp = (e: unknown) =>
  e instanceof DOMException && (e.name === "NotAllowedError" || e.name === "AbortError");

type Options = { publicKey: PublicKeyCredentialRequestOptionsJSON };

export async function signInByPasskey(language: "en" | "zh") {
  const c: Ceremony = await api.startPasskeySignIn();
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON((c.options as Options).publicKey);
  const got = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  return api.finishPasskeySignIn({ id: c.id, credential: got.toJSON() as unknown, language });
}

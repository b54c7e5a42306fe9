import { api, type Ceremony, type Proof, type Want } from "@livewell/api";

export const hasPasskeys = () =>
  typeof PublicKeyCredential !== "undefined" && typeof PublicKeyCredential.parseRequestOptionsFromJSON === "function";

/** The person closed the browser's own dialog: nothing to report. */
export const gaveUp = (e: unknown) =>
  e instanceof DOMException && (e.name === "NotAllowedError" || e.name === "AbortError");

type Options = { publicKey: unknown };

async function answer(c: Ceremony) {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
    (c.options as Options).publicKey as PublicKeyCredentialRequestOptionsJSON,
  );
  const got = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  return { id: c.id, credential: got.toJSON() as unknown };
}

export async function signInByPasskey(language: "en" | "zh") {
  return api.finishPasskeySignIn({ ...(await answer(await api.startPasskeySignIn())), language });
}

export async function confirmByPasskey(want: Want): Promise<Proof> {
  return api.finishConfirm(await answer(await api.startConfirm(want)));
}

export async function addPasskey(proof?: string) {
  const c = await api.startPasskey(proof);
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    (c.options as Options).publicKey as PublicKeyCredentialCreationOptionsJSON,
  );
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  return api.finishPasskey({ id: c.id, credential: made.toJSON() as unknown });
}

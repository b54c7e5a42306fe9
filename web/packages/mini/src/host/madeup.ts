// A person who was made up, and no network: what a program is tried with.
import { fail, type Bridge, type Line } from "./api.ts";

const offline = fail(12, "there is no network here");

/** Answers of a person who was made up. */
export function madeUp(called: (name: string) => void): Bridge {
  const answers: Bridge = {
    request: () => Promise.reject(offline as never),
    uploadFile: () => Promise.reject(offline as never),
    downloadFile: () => Promise.reject(offline as never),
    connectSocket: () => Promise.reject(offline as never),
    getAuthCode: (o) => ({ authCode: "made-up-code", authSuccessScopes: o.scopes ?? [], authErrorScopes: {} }),
    getAuthUserInfo: () => ({ nickName: "Ann Example", avatar: "" }),
    getOpenUserInfo: () => ({
      response: JSON.stringify({ response: { code: "10000", msg: "Success", nickName: "Ann Example" } }),
    }),
    getSetting: () => ({ authSetting: {} }),
    getLocation: () => ({
      longitude: "120.126293",
      latitude: "30.274653",
      city: "杭州市",
      accuracy: 30,
      horizontalAccuracy: 30,
    }),
    tradePay: () => ({ resultCode: "6001", memo: "" }),
    getPhoneNumber: () => Promise.reject(fail(4, "nobody allowed it") as never),
    chooseImage: () => Promise.reject(fail(11, "the person gave up") as never),
    scan: () => Promise.reject(fail(11, "the person gave up") as never),
    makePhoneCall: () => ({ success: true }),
    openLocation: () => ({ success: true }),
    chooseCity: () => ({ city: "杭州市", adCode: "330100" }),
    "open.openType": () => ({ success: true }),
    share: () => ({ success: true }),
    audio: () => ({ success: true }),
  };
  return Object.fromEntries(
    Object.entries(answers).map(([name, f]) => [
      name,
      (o: Record<string, unknown>, trusted: boolean, program: Line) => {
        called(name);
        return f(o, trusted, program);
      },
    ]),
  );
}

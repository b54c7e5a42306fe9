import {
  api,
  ApiError,
  embedded,
  fetchWithin,
  OFFLINE,
  type Address,
  type Agreement,
  type Auth,
  type MiniConsent,
  type MiniProgram,
  type Payee,
  type Problem,
  type Trade,
} from "@livewell/api";
import {
  audioCalls,
  bluetoothCalls,
  deviceCalls,
  fail,
  failures,
  file,
  networkCalls,
  recorderCalls,
  socketCalls,
  type Bridge,
  type Call,
  type Incoming,
  type Outgoing,
  type Wish,
} from "@livewell/mini";
import { decoded, linkOf } from "./link";
import { scopesUnseen } from "./privileged";
import { shopCalls, type Town } from "./shop";

/** What the page draws over a program, and how the person answers. */
export type Question =
  | { kind: "consent"; of: MiniConsent; why: Record<string, string>; done: (yes: boolean) => void }
  | { kind: "pay"; trade: Trade; done: (paid: "paid" | "waits" | "no") => void }
  | { kind: "address"; done: (a: Address | null) => void }
  | { kind: "city"; done: (c: { code: string; zh: string } | null) => void }
  | { kind: "place"; at: { lat: number; lng: number }; name: string; address: string; done: () => void }
  | { kind: "scan"; done: (text: string | null) => void }
  | { kind: "people"; most: number; done: (chosen: Payee[] | null) => void }
  | { kind: "sign"; of: Agreement; done: (signed: Agreement | null) => void }
  | { kind: "freeze"; of: Auth; done: (frozen: Auth | null) => void }
  | { kind: "record"; done: (yes: boolean) => void }
  | { kind: "device"; done: (yes: boolean) => void }
  | { kind: "contact"; done: (who: { name: string; mobile: string } | null) => void };

/** A question without its answer. */
type Asked<K extends Question["kind"]> = Omit<Extract<Question, { kind: K }>, "kind" | "done">;
type Answer<K extends Question["kind"]> = Parameters<Extract<Question, { kind: K }>["done"]>[0];
export type Ask = <K extends Question["kind"]>(kind: K, more: Asked<K>) => Promise<Answer<K>>;

export type Position = { latitude: number; longitude: number; accuracy: number };

export interface Around {
  program: MiniProgram;
  ask: Ask;
  /** What the program's developer says a permission is for, by its name in app.json. */
  why(): Record<string, string>;
  /** Goes to another program, or out of this one. */
  go(app: string, path: string): void;
  leave(): void;
  /** The exact place of the device. */
  locate(): Promise<Position>;
  /** Where the person is, and the pages of the app. */
  town(): Town;
  restart(): void;
  /** A link was copied, as the browser has no way to hand it on. */
  copied(): void;
  /** Why the platform refused, in words. */
  say(e: unknown): string;
}

const str = (v: unknown) => (typeof v === "string" || typeof v === "number" ? String(v) : "");
const list = (v: unknown) => (Array.isArray(v) ? v.map(str) : str(v).split(",")).filter(Boolean);

// Names of permissions in app.json for the scopes that people are asked for.
const named: Record<string, string> = {
  auth_user: "scope.userInfo",
  auth_phone: "scope.phoneNumber",
  auth_location: "scope.userLocation",
  auth_address: "scope.address",
};

// What words are listed for, by the numbers of my.textRiskIdentification.
const risks = { keyword: "", "0": "ad", "1": "politics", "2": "porn", "3": "abuse" };

const numbers: Record<string, number> = {
  "bridge.domain": 11,
  "bridge.no_answer": 12,
  offline: 12,
  "bridge.too_often": 60,
  "reading.picture": 12,
  "reading.nothing": 12,
  "reading.busy": 12,
  "bridgeapi.upload": 14,
};

/** What a program can ask for in the app: the account, the network and the device. */
export function accountCalls(o: Around): Bridge {
  const { app } = o.program;
  /** The failure of the dialect for what the platform refused. */
  const translated = (e: unknown): never => {
    throw e instanceof ApiError ? fail(numbers[e.code] ?? 2, o.say(e)) : e;
  };
  const touched = (trusted: boolean, name: string) => {
    if (!trusted) throw failures.refused(`${name} without a touch`);
  };
  /** What was not seen by those who reviewed the program is not for it, though it was given to a version before. */
  const seen = (scopes: string[]) => {
    const [none] = scopesUnseen(o.program.privileges, scopes);
    if (none) throw failures.refused(none);
  };
  /** Asks for what is missing of scopes, after a touch. A refusal leaves it missing. */
  const consent = async (scopes: string[], trusted: boolean): Promise<boolean> => {
    seen(scopes);
    const of = await api.miniConsent(app, scopes.join(",")).catch(translated);
    if (!of.missing.length) return true;
    touched(trusted, "asking for permission");
    const yes = await o.ask("consent", {
      of,
      why: Object.fromEntries(scopes.map((s) => [s, o.why()[named[s] ?? ""] ?? ""])),
    });
    if (yes && !embedded)
      await api
        .giveMiniConsent(
          app,
          of.missing.map(({ scope, version }) => ({ scope, version })),
        )
        .catch(translated);
    return yes;
  };
  const need = async (scope: string, trusted: boolean) => {
    if (!(await consent([scope], trusted))) throw fail(2001, "the person did not allow it");
  };
  const code = async (scopes: string[]) => {
    seen(scopes);
    const { code, granted } = await api.miniCode(app, scopes).catch(translated);
    return {
      authCode: code,
      authcode: code,
      authSuccessScopes: granted,
      authErrorScopes: Object.fromEntries(scopes.filter((s) => !granted.includes(s)).map((s) => [s, "11"])),
    };
  };
  const profile = async (trusted: boolean) => {
    await need("auth_user", trusted);
    const p = await api.miniProfile(app).catch(translated);
    return { nickName: p.name, avatar: "" };
  };

  const address: Call = async (_, trusted) => {
    touched(trusted, "getAddress");
    await need("auth_address", trusted);
    const a = await o.ask("address", {});
    if (!a) return { resultStatus: "6001", result: {} };
    return {
      resultStatus: "9000",
      result: {
        fullname: a.name,
        mobilePhone: a.phone,
        address: [a.place, a.door].filter(Boolean).join(" "),
        country: "CN",
      },
    };
  };

  /** Where an order string leads, as a link or encoded once more too: the kind of a cashier's page, and its number. */
  const follow = async (order: string): Promise<[kind: string, id: string]> => {
    const whole = order.includes("=") ? order : decoded(order);
    const { path } = await api.openOrder(whole.replace(/^https?:[^?]*\?/, "")).catch(translated);
    const [, kind = "trade", id = ""] = /^\/cashier\/(?:(auth|agreement)\/)?([^/?]+)$/.exec(path) ?? [];
    return [kind, id];
  };

  const pay = async (args: Record<string, unknown>, trusted: boolean) => {
    touched(trusted, "tradePay");
    let id = str(args.tradeNO ?? args.tradeNo);
    const order = str(args.orderStr);
    if (!id && order) {
      const [kind, to] = await follow(order);
      if (kind === "auth") return freeze(to);
      id = kind === "trade" ? to : "";
    }
    if (!id) throw fail(2, "tradeNO or orderStr is missing");
    const trade = await api.trade(id).catch(() => {
      throw fail(4, "there is no such trade for this person");
    });
    if (trade.status === "TRADE_SUCCESS" || trade.status === "TRADE_FINISHED") return { resultCode: "9000", memo: "" };
    if (trade.status !== "WAIT_BUYER_PAY") return { resultCode: "4000", memo: "the trade is closed" };
    const end = await o.ask("pay", { trade });
    if (end !== "no") void api.miniBrought(app, id).catch(() => undefined); // the partner's statement, not the person's
    return { resultCode: { paid: "9000", waits: "8000", no: "6001" }[end], memo: "" };
  };

  /** A deposit: alipay.fund.auth.order.app.freeze as an order string. */
  const freeze = async (id: string) => {
    const auth = await api.auth(id).catch(translated);
    const frozen = auth.status === "INIT" ? await o.ask("freeze", { of: auth }) : auth;
    if (frozen?.status !== "AUTHORIZED") return { resultCode: frozen ? "4000" : "6001", memo: "" };
    const answer = { code: "10000", msg: "Success", auth_no: frozen.no, amount: frozen.amount.amount };
    return {
      resultCode: "9000",
      memo: "",
      result: JSON.stringify({ alipay_fund_auth_order_app_freeze_response: answer }),
    };
  };

  const sign = async (args: Record<string, unknown>, trusted: boolean) => {
    touched(trusted, "paySignCenter");
    const [kind, id] = await follow(str(args.signStr));
    if (kind !== "agreement") throw fail(2, "signStr leads to no agreement");
    const of = await api.agreement(id).catch(translated);
    const signed = of.status === "TEMP" ? await o.ask("sign", { of }) : of;
    if (signed?.status !== "NORMAL") return { resultStatus: signed ? "7002" : "6001", result: "" };
    const answer = { code: "10000", msg: "Success", agreement_no: signed.no, status: signed.status };
    return { resultStatus: "7000", result: JSON.stringify({ alipay_user_agreement_page_sign_response: answer }) };
  };

  /** A page of the app, another program, or a page of the network, as links of the dialect name them. */
  const elsewhere: Call = async (args, trusted) => {
    touched(trusted, "navigateToAlipayPage");
    const link = linkOf(args);
    if (link.program) o.go(link.program, link.page);
    else if (link.outside) await outside(link.outside);
    else if (!link.service || !o.town().open(link.service)) throw fail(2, "there is no such page here");
    return { success: true };
  };

  /** A page of the network in a window of the browser, where the developer listed it. */
  const outside = async (url: string) => {
    await api.miniPage(app, url).catch(translated);
    window.open(url, "_blank", "noopener,noreferrer");
  };

  const upload = async (url: string, form: FormData, header: Record<string, string>): Promise<Incoming> => {
    const r = await fetchWithin(`/api/mini/${app}/upload?${new URLSearchParams({ url }).toString()}`, {
      method: "POST",
      body: form,
      headers: { "Mini-Header": JSON.stringify(header) },
    });
    const answer = (await r.json()) as Incoming & { code?: string };
    if (!r.ok) throw fail(answer.code === "bridge.domain" ? 11 : 12, String(answer.code));
    return answer;
  };

  /** The text in a picture that the program holds, read on the server. */
  const ocr: Call = async (args, trusted) => {
    touched(trusted, "ocr");
    const kind = str(args.ocrType);
    const picture = args.imageBase64 ? `data:;base64,${str(args.imageBase64).replace(/^data:[^,]*,/, "")}` : args.path;
    const r = await fetchWithin(`/api/mini/${app}/reading?${new URLSearchParams({ kind, side: str(args.side) })}`, {
      method: "POST",
      body: file(str(picture)),
      headers: {},
    }).catch(() => translated(new ApiError({ code: OFFLINE })));
    const got = (await r.json()) as { lines?: string[]; fields?: Record<string, string>; plates?: string[] } & Problem;
    if (!r.ok) return translated(new ApiError(got));
    if (kind === "ocr_general") return { ocrType: kind, result: { text: got.lines ?? [] } };
    const found = { ...got.fields, ...(got.plates && { plates: got.plates.map((txt) => ({ txt })) }), success: true };
    return {
      ocrType: kind,
      result: { outputs: [{ outputValue: { dataType: 50, dataValue: JSON.stringify(found) } }] },
    };
  };

  const send = (r: Outgoing) => api.miniRequest(app, r).catch(translated);
  const sound = async (url: string): Promise<Blob> => {
    const r = await send({ use: "download", method: "GET", url, header: {}, binary: true });
    if (r.status !== 200) throw fail(12, `the server said ${r.status}`);
    return new Blob([Uint8Array.from(atob(r.body), (c) => c.charCodeAt(0))], { type: r.header["Content-Type"] ?? "" });
  };
  const line = async (w: Wish) => {
    const { path } = await api.miniSocket(app, w).catch(translated);
    return `${location.origin.replace(/^http/, "ws")}${path}`;
  };

  return {
    ...deviceCalls(() => o.ask("contact", {})),
    ...bluetoothCalls(() => o.ask("device", {})),
    ...networkCalls({ send, upload }),
    ...socketCalls(line),
    ...audioCalls(o.program.base ?? "", sound),
    ...recorderCalls(() => o.ask("record", {})),
    ...shopCalls(o.town, translated),
    ...(o.program.reads ? { ocr } : {}),
    getAuthCode: async (args, trusted) => {
      const scopes = list(args.scopes ?? "auth_base");
      const asks = scopes.filter((s) => s !== "auth_base");
      if (asks.length && !(await consent(asks, trusted)) && asks.length === scopes.length) throw failures.cancelled;
      return code(scopes);
    },
    getAuthUserInfo: (_, trusted) => profile(trusted),
    getOpenUserInfo: async (_, trusted) => {
      const p = await profile(trusted);
      return { response: JSON.stringify({ response: { code: "10000", msg: "Success", ...p } }) };
    },
    getPhoneNumber: async (_, trusted) => {
      touched(trusted, "getPhoneNumber");
      await need("auth_phone", trusted);
      const p = await api.miniPhone(app).catch(translated);
      return {
        response: JSON.stringify({
          response: p.response,
          sign: p.sign,
          sign_type: p.signType,
          encrypt_type: p.encryptType,
          charset: p.charset,
        }),
      };
    },
    getSetting: async () => {
      const scopes = Object.keys(named);
      const { missing } = await api.miniConsent(app, scopes.join(",")).catch(translated);
      const held = scopes.filter((s) => !missing.some((m) => m.scope === s));
      return { authSetting: Object.fromEntries(held.map((s) => [(named[s] ?? s).replace("scope.", ""), true])) };
    },
    // A button with open-type getAuthorize, and the like.
    "open.openType": async (args, trusted) => {
      touched(trusted, "getAuthorize");
      const scope = { userInfo: "auth_user", phoneNumber: "auth_phone" }[str(args.scope)];
      if (args.openType === "getAuthorize" && scope) await need(scope, trusted);
      return { success: true };
    },
    getLocation: async (args, trusted) => {
      await need("auth_location", trusted);
      const at = await o.locate();
      const near =
        Number(args.type ?? 0) > 0 ? await api.city({ lat: at.latitude, lng: at.longitude }).catch(() => null) : null;
      return {
        longitude: String(at.longitude),
        latitude: String(at.latitude),
        accuracy: String(at.accuracy),
        horizontalAccuracy: String(at.accuracy),
        ...(near?.here
          ? { country: "中国", city: near.here.zh, province: near.here.province.zh, cityAdcode: near.here.code }
          : {}),
      };
    },
    openLocation: async (args, trusted) => {
      touched(trusted, "openLocation");
      await o.ask("place", {
        at: { lat: Number(args.latitude), lng: Number(args.longitude) },
        name: str(args.name),
        address: str(args.address),
      });
      return { success: true };
    },
    chooseLocation: async (_, trusted) => {
      touched(trusted, "chooseLocation");
      const a = await o.ask("address", {});
      if (!a) throw failures.cancelled;
      return {
        name: a.place,
        address: a.place, // the door is what getAddress is for
        latitude: a.at.lat,
        longitude: a.at.lng,
      };
    },
    chooseAddress: address,
    chooseCity: async (_, trusted) => {
      touched(trusted, "chooseCity");
      const c = await o.ask("city", {});
      if (!c) throw failures.cancelled;
      return { city: c.zh, adCode: c.code };
    },
    getAddress: address,
    scan: async (_, trusted) => {
      touched(trusted, "scan");
      const text = await o.ask("scan", {});
      if (text === null) throw failures.cancelled;
      return { code: text, qrCode: text, result: text, scanType: "QR", codeType: "qr" };
    },
    tradePay: pay,
    paySignCenter: sign,
    chooseAlipayContact: async (args, trusted) => {
      touched(trusted, "chooseAlipayContact");
      const most = Math.max(1, Math.min(10, Number(args.count) || 1));
      const chosen = await o.ask("people", { most });
      if (!chosen) throw failures.cancelled;
      return { contacts: chosen.map((p) => ({ realName: p.name, mobile: "", email: "", avatar: "" })) };
    },
    "ap.navigateToAlipayPage": elsewhere,
    textRiskIdentification: async (args) => {
      const content = str(args.content);
      const types = list(args.type);
      if (!content || [...content].length > 2000) throw fail(2, "content has 1 to 2000 characters");
      if (!types.length || types.some((x) => !(x in risks))) throw fail(2, "type is of keyword, 0, 1, 2 and 3");
      const { hits } = await api.miniRisks(app, content).catch(translated);
      return {
        result: types.map((type) => {
          const kind = risks[type as keyof typeof risks];
          const hitKeywords = [...new Set(hits.filter((h) => !kind || h.kind === kind).map((h) => h.text))];
          return { type, hitKeywords, score: hitKeywords.length ? "100" : "0" };
        }),
      };
    },
    // What a web-view shows, in a window of the browser.
    "open.outside": async (args, trusted) => {
      touched(trusted, "web-view");
      await outside(str(args.src));
      return { success: true };
    },
    navigateToMiniProgram: (args, trusted) => {
      touched(trusted, "navigateToMiniProgram");
      if (!/^\d{4,16}$/.test(str(args.appId))) throw fail(2, "appId is missing");
      o.go(str(args.appId), str(args.path));
      return { success: true };
    },
    navigateBackMiniProgram: () => (o.leave(), { success: true }),
    exitMiniProgram: () => (o.leave(), { success: true }),
    applyUpdate: () => (o.restart(), { success: true }),
    share: async (args, trusted) => {
      touched(trusted, "share");
      const url = `${location.origin}/mini/${app}${str(args.path) ? `?page=${encodeURIComponent(str(args.path))}` : ""}`;
      const sheet = (navigator as { share?: Navigator["share"] }).share; // not every browser has one
      if (sheet)
        await sheet.call(navigator, { title: str(args.title), text: str(args.desc), url }).catch(() => undefined);
      else {
        await navigator.clipboard.writeText(url);
        o.copied();
      }
      return { success: true };
    },
  };
}

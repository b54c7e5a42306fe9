// What is around a program: the device, the person, places, and how it was opened.
import { app, done, path, system, touched } from "./common.ts";
import { async, event, sync, value } from "./shape.ts";

export const sound = [
  sync("createInnerAudioContext", "A sound of the package or of the developer's server; 8 at once.", {}, "Sound", {
    ...app,
    host: "audio",
  }),
  sync("getBackgroundAudioManager", "The one sound of the program, the same at each call.", {}, "Sound", {
    ...app,
    host: "audio",
  }),
  sync(
    "getRecorderManager",
    "Records sound: up to 10 minutes and 10 MB, after a touch and where the person allows it.",
    {},
    "Recorder",
    { ...app, host: "recorder" },
  ),
];

export const device = [
  async("getSystemInfo", "Screen, language and colours of the host.", {}, system),
  sync("getSystemInfoSync", "getSystemInfo at once.", {}, "SystemInfo"),
  sync("getSystemSetting", "The same.", {}, "SystemInfo"),
  sync("getAppBaseInfo", "The same.", {}, "SystemInfo"),
  sync("getDeviceInfo", "The same.", {}, "SystemInfo"),
  sync("getWindowInfo", "The same.", {}, "SystemInfo"),
  sync(
    "getBatteryInfoSync",
    "A full battery: what it is takes getBatteryInfo.",
    {},
    "{ level: number; isCharging: boolean }",
  ),
  async("getBatteryInfo", "How full the battery is, in per cent.", {}, { level: "number", isCharging: "boolean" }, app),
  async("getServerTime", "The time in milliseconds.", {}, { time: "number" }),
  async("getClipboard", "What was copied last; nothing where the browser does not tell.", {}, { text: "string" }),
  async("setClipboard", "Copies a text.", { text: "string" }, done),
  async("setClipboardData", "setClipboard by another name.", { data: "string" }, done, { host: "setClipboard" }),
  async("vibrate", "Shakes the device.", {}, done),
  async("vibrateShort", "Shakes it a little.", {}, done),
  async("vibrateLong", "Shakes it more.", {}, done),
  async("getScreenBrightness", "How bright the program is shown, from 0 to 1.", {}, { brightness: "number" }),
  async(
    "setScreenBrightness",
    "Shows the program darker than the screen is; 1 is as it is.",
    { brightness: "number" },
    done,
  ),
  async("setKeepScreenOn", "Keeps the screen lit.", { keepScreenOn: "boolean" }, done, app),
  async(
    "getImageInfo",
    "How large a picture is.",
    { src: "string" },
    { width: "number", height: "number", path: "string" },
    { fails: [12] },
  ),
  async(
    "chooseImage",
    "Has the person choose up to 9 pictures, or take one where sourceType is camera alone.",
    { "count?": "number", "sourceType?": "string[]" },
    { apFilePaths: "string[]", tempFilePaths: "string[]", tempFiles: "{ path: string; size: number }[]" },
    { ...touched, fails: [4, 11, 12] },
  ),
  async(
    "chooseVideo",
    "Has the person choose a video of up to 10 MB.",
    { "camera?": "string" },
    { ...path, size: "number" },
    {
      ...touched,
      fails: [4, 11, 12, 14],
    },
  ),
  async(
    "chooseFileFromDisk",
    "Has the person choose a file of up to 10 MB.",
    {},
    { apFilePath: "string", fileName: "string" },
    {
      ...touched,
      fails: [4, 11, 12, 14],
    },
  ),
  async(
    "compressImage",
    "Makes pictures smaller: compressLevel is 0 for the smallest, 3 leaves them, 4 is usual.",
    { apFilePaths: "string[]", "compressLevel?": "number" },
    { apFilePaths: "string[]" },
    { ...app, fails: [12] },
  ),
  async(
    "ocr",
    "Reads a picture, where my.canIUse says so: ocr_general into lines, ocr_idcard, ocr_bank_card and ocr_vehicle_plate " +
      "into JSON at result.outputs[0].outputValue.dataValue. What was not read for sure is not there.",
    {
      ocrType: '"ocr_general" | "ocr_idcard" | "ocr_bank_card" | "ocr_vehicle_plate"',
      "path?": "string",
      "imageBase64?": "string",
      "side?": '"face" | "back"',
    },
    { ocrType: "string", result: "{ text?: string[]; outputs?: { outputValue: { dataValue: string } }[] }" },
    { ...touched, fails: [4, 12, 14] },
  ),
  async("saveImage", "Gives the person a picture to keep.", { url: "string" }, done, { ...touched, fails: [4, 12] }),
  async("saveImageToPhotosAlbum", "The same.", { filePath: "string" }, done, { ...touched, fails: [4, 12] }),
  async(
    "saveVideoToPhotosAlbum",
    "Gives the person a video to keep.",
    { "src?": "string", "filePath?": "string" },
    done,
    {
      ...touched,
      fails: [4, 12],
    },
  ),
  async("openDocument", "Gives the person a document.", { filePath: "string" }, done, { ...touched, fails: [4, 12] }),
  async(
    "choosePhoneContact",
    "Has the person choose somebody they know, or write who it is where the browser knows no contacts.",
    {},
    { name: "string", mobile: "string" },
    {
      ...touched,
      fails: [4, 11],
    },
  ),
  async(
    "chooseContact",
    "The same.",
    {},
    {
      name: "string",
      mobile: "string",
      contactsDicArray: "{ name: string; mobile: string; realName: string }[]",
    },
    { ...touched, fails: [4, 11] },
  ),
  async(
    "addPhoneContact",
    "Gives the person a card of somebody, which their phone takes among its contacts.",
    {
      "firstName?": "string",
      "middleName?": "string",
      "lastName?": "string",
      "nickName?": "string",
      "mobilePhoneNumber?": "string",
      "email?": "string",
      "organization?": "string",
      "remark?": "string",
      "[name: string]": "any",
    },
    done,
    touched,
  ),
  async(
    "showAuthGuide",
    "Tells the person how they allow something; shown is false where it is allowed.",
    {
      authType:
        '"LBS" | "LBSSERVICE" | "NOTIFICATION" | "CAMERA" | "MICROPHONE" | "PHOTO" | "ADDRESSBOOK" | "BLUETOOTH"',
    },
    { shown: "boolean" },
  ),
  async(
    "rsa",
    "Encrypts a short text with a public key, or decrypts one with a private key; keys in base64.",
    { action: '"encrypt" | "decrypt"', text: "string", key: "string" },
    { text: "string" },
    app,
  ),
  async(
    "makePhoneCall",
    "Opens the telephone with a number.",
    { "number?": "string", "phoneNumber?": "string" },
    done,
    touched,
  ),
  event("NetworkStatusChange", "The network has come or gone.", {
    isConnected: "boolean",
    networkAvailable: "boolean",
    networkType: "string",
  }),
  event(
    "UserCaptureScreen",
    "A picture of the screen was taken with the key of a keyboard; no phone tells a page.",
    {},
  ),
  event("MemoryWarning", "There is little memory left, where the browser tells: 10 is little, 15 almost none.", {
    level: "number",
  }),
  async("startAccelerometer", "Begins to tell AccelerometerChange.", {}, done, app),
  async("stopAccelerometer", "Ends it.", {}, done, app),
  event("AccelerometerChange", "How the device is moved, in g.", { x: "number", y: "number", z: "number" }, app),
  async("startGyroscope", "Begins to tell GyroscopeChange.", {}, done, app),
  async("stopGyroscope", "Ends it.", {}, done, app),
  event(
    "GyroscopeChange",
    "How the device is turned, in radians a second.",
    { x: "number", y: "number", z: "number" },
    app,
  ),
  async("startCompass", "Begins to tell CompassChange.", {}, done, app),
  async("stopCompass", "Ends it.", {}, done, app),
  event("CompassChange", "Where the device points, in degrees.", { direction: "number" }, app),
  async("watchShake", "Answers when the device is shaken.", {}, done, app),
];

const response = { response: "string" };

const addressGiven = {
  resultStatus: "string",
  result: "{ fullname?: string; mobilePhone?: string; address?: string; country?: string }",
};

export const person = [
  async(
    "getAuthCode",
    "A code with which the developer's server asks who the person is.",
    { "scopes?": "string | string[]" },
    {
      authCode: "string",
      authcode: "string",
      authSuccessScopes: "string[]",
      authErrorScopes: "Record<string, string>",
    },
    { ...app, fails: [4, 11] },
  ),
  async(
    "getAuthUserInfo",
    "The person's name, where they allow it.",
    {},
    { nickName: "string", avatar: "string" },
    {
      ...app,
      fails: [4, 2001],
    },
  ),
  async("getOpenUserInfo", "The same as text.", {}, response, { ...app, fails: [4, 2001] }),
  async("getPhoneNumber", "The person's number, encrypted for the developer's server.", {}, response, {
    ...touched,
    fails: [4, 2001],
  }),
  async(
    "textRiskIdentification",
    "Which of the words that the operator listed are in a text: keyword is all of them, 0 advertising, 1 politics, " +
      "2 pornography and 3 abuse. A score is 100 or 0.",
    { content: "string", type: "string[]" },
    { result: "{ type: string; hitKeywords: string[]; score: string }[]" },
    app,
  ),
  async("getSetting", "What the person has allowed.", {}, { authSetting: "Record<string, boolean>" }, app),
  async("getAddress", "Has the person choose one of their addresses; 6001 is none.", {}, addressGiven, {
    ...touched,
    fails: [4, 2001],
  }),
  async("chooseAddress", "The same.", {}, addressGiven, { ...touched, fails: [4, 2001] }),
  async(
    "tradePay",
    "Asks the person to pay, or to leave a deposit: 9000 is done, 8000 waits, 6001 is given up, 4000 failed.",
    { "tradeNO?": "string", "orderStr?": "string" },
    { resultCode: "string", memo: "string", "result?": "string" },
    touched,
  ),
  async(
    "paySignCenter",
    "Asks the person to let the developer's merchant take payments: 7000 is signed, 6001 given up, 7002 failed.",
    { signStr: "string" },
    { resultStatus: "string", result: "string" },
    touched,
  ),
  async(
    "chooseAlipayContact",
    "Has the person choose among those they sent money to, up to 10; names are masked.",
    { "count?": "number" },
    { contacts: "{ realName: string; mobile: string; email: string; avatar: string }[]" },
    { ...touched, fails: [4, 11] },
  ),
  async("openCardList", "Shows the person's cards of members.", {}, done, touched),
  async("openCardDetail", "Shows the person's cards of members.", {}, done, touched),
  async("openMerchantCardList", "Shows the person's cards of members.", {}, done, touched),
  async("openVoucherDetail", "Shows the person's coupons.", {}, done, touched),
  async("openKBVoucherDetail", "Shows the person's coupons.", {}, done, touched),
  async("navigateToCouponDetail", "Shows the person's coupons.", {}, done, touched),
  async("openMerchantVoucherList", "Shows the person's coupons.", {}, done, touched),
  async("openTicketList", "Shows the person's orders, which have their tickets.", {}, done, touched),
  async("openTicketDetail", "Shows the person's orders, which have their tickets.", {}, done, touched),
  async("openMerchantTicketList", "Shows the person's orders, which have their tickets.", {}, done, touched),
  async("openSetting", "Shows what the person allowed to whom, where they take it back.", {}, done, touched),
  async(
    "livewell.memberCard",
    "Shows the person's cards of members, where they join and see their points.",
    {},
    done,
    touched,
  ),
  async("openVoucherList", "Shows the person's coupons.", {}, done, touched),
];

export const place = [
  async(
    "getLocation",
    "Where the device is, where the person allows it; with the city for a type above 0.",
    { "type?": "number" },
    {
      longitude: "string",
      latitude: "string",
      accuracy: "string",
      horizontalAccuracy: "string",
      "country?": "string",
      "province?": "string",
      "city?": "string",
      "cityAdcode?": "string",
    },
    { ...app, fails: [4, 12, 2001] },
  ),
  async(
    "openLocation",
    "Shows a place on a map.",
    { longitude: "number | string", latitude: "number | string", "name?": "string", "address?": "string" },
    done,
    touched,
  ),
  async(
    "chooseLocation",
    "Has the person choose a place among their addresses.",
    {},
    { name: "string", address: "string", latitude: "number", longitude: "number" },
    { ...touched, fails: [4, 11] },
  ),
  async(
    "chooseCity",
    "Has the person choose a city.",
    {},
    { city: "string", adCode: "string" },
    { ...touched, fails: [4, 11] },
  ),
  async(
    "scan",
    "Reads a code with the camera.",
    {},
    { code: "string", qrCode: "string", result: "string", scanType: "string", codeType: "string" },
    { ...touched, fails: [4, 11] },
  ),
];

export const program = [
  sync("canIUse", "Whether this host has a call or an element.", { name: "string" }, "boolean"),
  sync(
    "call",
    "Calls one of these by its name.",
    { name: "string", "options?": "object", "then?": "(value: any) => void" },
    "any",
  ),
  sync("getLaunchOptionsSync", "With what the program was opened.", {}, "Launch"),
  sync("getEnterOptionsSync", "The same.", {}, "Launch"),
  sync("getAppIdSync", "The program's own number.", {}, "{ appId: string }"),
  sync(
    "getAccountInfoSync",
    "The same, and that it is a release.",
    {},
    "{ miniProgram: { appId: string; envVersion: string } }",
  ),
  async("getRunScene", "That it is a release.", {}, { envVersion: "string" }),
  sync("getExtConfigSync", "What the program was opened for, such as a store.", {}, "{ data: Record<string, any> }"),
  async("getExtConfig", "The same.", {}, { data: "Record<string, any>" }),
  sync("getUpdateManager", "Tells when there is a newer version.", {}, "UpdateManager"),
  async("applyUpdate", "Begins anew with the newest version.", {}, done, app),
  async("navigateToMiniProgram", "Opens another program.", { appId: "string", "path?": "string" }, done, touched),
  async(
    "ap.navigateToAlipayPage",
    "Opens a page of the app, another program, or a listed page of the network, by its link.",
    { "path?": "string", "appCode?": "string" },
    done,
    touched,
  ),
  async("navigateBackMiniProgram", "Closes this program.", {}, done, app),
  async("exitMiniProgram", "Closes this program.", {}, done, app),
  async("showSharePanel", "Shares what the page's onShareAppMessage gives.", {}, done, { ...touched, host: "share" }),
  sync("reportAnalytics", "Counts something.", { name: "string", "data?": "object" }, "void"),
  event("AppShow", "The program is seen again.", { "[name: string]": "any" }),
  event("AppHide", "The program is no longer seen.", {}),
  event("Error", "Something was thrown that nobody caught: its message.", { "[name: string]": "any" }),
  value("SDKVersion", "The version of the dialect.", "string"),
  value("env", "Where files are written, the version of this contract, and who the host is.", "Env"),
];

const money = "{ amount: string; currency: string }";

export const shops = [
  async(
    "livewell.city",
    "The person's city, and which services it has.",
    {},
    { code: "string", zh: "string", en: "string", services: "string[]" },
    app,
  ),
  async("livewell.open", "Goes to a service of the app.", { service: "string" }, done, touched),
  async(
    "livewell.stores",
    "Stores of the city, at most 30; mode is dinein, pickup or parcel.",
    { "mode?": "string", "text?": "string" },
    { stores: "any[]" },
    app,
  ),
  async(
    "livewell.menu",
    "What a store sells.",
    { store: "string" },
    { store: "any", sections: "any[]", items: "any[]" },
    app,
  ),
  async(
    "livewell.coupons",
    "What a store gives out to everybody; an order takes the best of what the person has.",
    { store: "string" },
    { offered: "any[]" },
    app,
  ),
  async(
    "livewell.order",
    "Orders at a store; mode is dinein, pickup or parcel. The same key orders once.",
    {
      store: "string",
      mode: "string",
      lines: `{ sku: string; choices?: string[]; count: number; price: ${money} }[]`,
      "table?": "string",
      "note?": "string",
      "key?": "string",
    },
    { order: "string", tradeNO: "string", total: money },
    touched,
  ),
  async(
    "livewell.state",
    "How an order stands.",
    { order: "string" },
    { status: "string", "number?": "string", "code?": "string", total: money },
    app,
  ),
];

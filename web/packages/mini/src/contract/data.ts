// What a program keeps, and what it exchanges with its server.
import { app, done, file, path } from "./common.ts";
import { async, event, sync } from "./shape.ts";

const key = "string | { key: string }";

export const storage = [
  async(
    "getStorage",
    "Reads what was kept under a key; null where nothing was.",
    { key: "string" },
    { data: "any", ...done },
  ),
  async(
    "setStorage",
    "Keeps a value under a key: 10 MB for a person and a program.",
    { key: "string", data: "unknown" },
    done,
    {
      fails: [14],
    },
  ),
  async("removeStorage", "Forgets a key.", { key: "string" }, done),
  async("clearStorage", "Forgets all keys; files stay.", {}, done),
  async(
    "getStorageInfo",
    "Which keys there are, and how many kB of how many.",
    {},
    { keys: "string[]", currentSize: "number", limitSize: "number", ...done },
  ),
  sync("getStorageSync", "getStorage at once; failures are thrown.", { key }, "{ data: any; success: boolean }"),
  sync(
    "setStorageSync",
    "setStorage at once: with an object, or with key and value.",
    { key: "string | { key: string; data: unknown }", "data?": "unknown" },
    "{ success: boolean }",
    { fails: [14] },
  ),
  sync("removeStorageSync", "removeStorage at once.", { key }, "{ success: boolean }"),
  sync("clearStorageSync", "clearStorage at once.", {}, "{ success: boolean }"),
  sync(
    "getStorageInfoSync",
    "getStorageInfo at once.",
    {},
    "{ keys: string[]; currentSize: number; limitSize: number; success: boolean }",
  ),
];

const given = { "apFilePath?": "string", "filePath?": "string" };

export const files = [
  async(
    "saveFile",
    "Keeps a file that was chosen, drawn or downloaded.",
    { "apFilePath?": "string", "tempFilePath?": "string", "filePath?": "string" },
    { apFilePath: "string", savedFilePath: "string" },
    { fails: [12, 14] },
  ),
  async("getSavedFileInfo", "Size and time, in seconds, of a kept file.", given, file, { fails: [12] }),
  async("getSavedFileList", "All files that saveFile kept.", {}, { fileList: "SavedFile[]" }),
  async("removeSavedFile", "Forgets a kept file.", given, done, { fails: [12] }),
  async(
    "getFileInfo",
    "Size of a file, and its digest where digestAlgorithm is sha1.",
    { ...given, "digestAlgorithm?": "string" },
    { size: "number", "digest?": "string" },
    { fails: [12] },
  ),
  sync("getFileSystemManager", "Reads and writes files within my.env.USER_DATA_PATH.", {}, "FileSystemManager"),
  sync("arrayBufferToBase64", "Writes bytes as text.", { data: "ArrayBuffer" }, "string"),
  sync("base64ToArrayBuffer", "Reads bytes from text.", { text: "string" }, "ArrayBuffer"),
];

const wish = {
  url: "string",
  "method?": "string",
  "data?": "object | string | ArrayBuffer",
  "headers?": "Record<string, string>",
  "header?": "Record<string, string>",
  "dataType?": "string",
  "responseType?": "string",
  "timeout?": "number",
};

const answer = {
  status: "number",
  statusCode: "number",
  headers: "Record<string, string>",
  header: "Record<string, string>",
  data: "any",
};

const unreached = [4, 11, 12, 13, 60];

export const network = [
  async("request", "Asks a server of a domain that the developer listed; data is sent as JSON.", wish, answer, {
    ...app,
    also: "RequestTask",
    fails: [...unreached, 9, 14],
  }),
  async("httpRequest", "request of before: data is sent as a form.", wish, answer, {
    ...app,
    host: "request",
    also: "RequestTask",
    fails: [...unreached, 9, 14],
  }),
  async(
    "uploadFile",
    "Sends a file as a form to a server of the developer's.",
    {
      url: "string",
      filePath: "string",
      "fileName?": "string",
      "name?": "string",
      "formData?": "Record<string, unknown>",
      "headers?": "Record<string, string>",
      "header?": "Record<string, string>",
      "timeout?": "number",
    },
    { statusCode: "string", data: "string", header: "Record<string, string>" },
    { ...app, fails: unreached },
  ),
  async(
    "downloadFile",
    "Fetches a file of a domain that the developer listed.",
    { url: "string", "headers?": "Record<string, string>", "header?": "Record<string, string>", "timeout?": "number" },
    path,
    { ...app, fails: unreached },
  ),
  async(
    "connectSocket",
    "Opens a line to a server of the developer's; multiple: true gives a task for each.",
    {
      url: "string",
      "multiple?": "boolean",
      "header?": "Record<string, string>",
      "headers?": "Record<string, string>",
      "protocols?": "string[]",
    },
    done,
    {
      ...app,
      fails: [...unreached],
      forms: [
        "(options: SocketWish & { multiple: true } & Heard<{ success: boolean }>) => SocketTask",
        "(options: SocketWish & { multiple?: false } & Silent) => Promise<{ success: boolean }>",
        "(options: SocketWish & { multiple?: false } & Heard<{ success: boolean }>) => SocketTask",
      ],
    },
  ),
  async(
    "sendSocketMessage",
    "Sends over the line that is not one of multiple.",
    { data: "string | ArrayBuffer" },
    done,
    {
      ...app,
      host: "connectSocket",
      fails: [12, 60],
    },
  ),
  async("closeSocket", "Closes that line.", { "code?": "number", "reason?": "string" }, done, {
    ...app,
    host: "connectSocket",
    fails: [12],
  }),
  event("SocketOpen", "That line is open.", { header: "Record<string, string>" }, app),
  event("SocketMessage", "Something came over it.", { data: "string | ArrayBuffer", isBuffer: "boolean" }, app),
  event("SocketError", "It failed.", { errorMessage: "string" }, app),
  event("SocketClose", "It is closed.", { "code?": "number", "reason?": "string" }, app),
  async("getNetworkType", "Whether the device is on line.", {}, { networkType: "string", networkAvailable: "boolean" }),
];

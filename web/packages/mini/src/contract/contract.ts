// The contract of my.*: what a program may count on, and from which version of it.
// The types and the table of docs/mini/api.md are made of this (npm run gen), and
// tests hold it against what the runtime and the app's host have.
import { bluetooth } from "./bluetooth.ts";
import { files, network, storage } from "./data.ts";
import { later } from "./later.ts";
import { bars, dialogs, drawing, pages } from "./screen.ts";
import type { Contract } from "./shape.ts";
import { types } from "./types.ts";
import { version } from "./version.ts";
import { device, person, place, program, shops, sound } from "./world.ts";
export { ofHost } from "./shape.ts";

export const contract: Contract = {
  version,
  failures: {
    2: "An argument is missing or wrong, or the platform refused.",
    3: "This host does not have the call.",
    4: "It is not allowed, or not without a touch.",
    9: "The program gave up.",
    11: "The person gave up; of the network: the domain is not listed.",
    12: "There is no such thing, or no network.",
    13: "It took too long.",
    14: "It is too large or cannot be read.",
    60: "Too often, or too many at once.",
    2001: "The person did not allow it.",
    10000: "openBluetoothAdapter comes first.",
    10001: "Bluetooth is off.",
    10002: "The person has not chosen this device.",
    10003: "The device could not be connected.",
    10004: "The device has no such service, or it was not named when the device was looked for.",
    10005: "The service has no such characteristic.",
    10006: "The device is not connected.",
    10007: "The characteristic cannot do this.",
    10008: "The browser or the device refused.",
    10011: "deviceId is missing.",
    10012: "serviceId is missing or no UUID.",
    10013: "characteristicId is missing or no UUID.",
    10014: "value is no text of hexadecimal digits, or too long.",
    10015: "The device took too long.",
    10017: "It could not be written.",
    10018: "It could not be read.",
  },
  groups: {
    Pages: pages,
    Bars: bars,
    Dialogs: dialogs,
    Storage: storage,
    Files: files,
    Network: network,
    "Canvas and elements": drawing,
    Sound: sound,
    Device: device,
    Bluetooth: bluetooth,
    "Person and payment": person,
    "Places and codes": place,
    Program: program,
    "Stores of the city": shops,
  },
  later,
  types,
  inner: [
    "ap",
    "audio",
    "file.digest",
    "open.openType",
    "open.outside",
    "recorder",
    "share",
    "socket.send",
    "socket.close",
  ],
};

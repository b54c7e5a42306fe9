// The contract of my.*: what a program may count on, and from which version of it.
// The types and the table of docs/mini/api.md are made of this (npm run gen), and
// tests hold it against what the runtime and the app's host have.
import { later } from "./later.ts";
import { files, network, storage } from "./data.ts";
import { bars, dialogs, drawing, pages } from "./screen.ts";
import type { Contract } from "./shape.ts";
export { ofHost } from "./shape.ts";
import { types } from "./types.ts";
import { version } from "./version.ts";
import { device, person, place, program, shops, sound } from "./world.ts";

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

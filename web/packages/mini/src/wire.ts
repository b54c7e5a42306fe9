// What the parts of a running mini program say to each other. The logic (a
// Worker with the program's code) owns components, data and diffing; a view (one
// page's frame, trusted code only) owns the DOM; the host (the page around them)
// owns navigation, permissions and everything drawn above the frames.
//
//	logic --ops--> view            over a port of their own, one for each page
//	view --events, answers--> logic
//	logic --calls--> host --results--> logic

/** Nodes are named by positive integers that the logic gives and never uses twice; this is the page itself. */
export const root = 0;

/** Operations lie flat behind each other in one list: a code, then its arguments. */
export const op = {
  /** id, tag: an element of the dialect, such as "view". */
  element: 1,
  /** id, text: bare text. */
  text: 2,
  /** parent, id, before (0: at the end). Moves what is somewhere already. */
  insert: 3,
  /** id: takes the node and all under it away. Their ids are gone. */
  remove: 4,
  /** id, name, value: an attribute as the program wrote it; undefined takes it away. */
  set: 5,
  /** id, text */
  write: 6,
  /**
   * id, type, flags: which handlers a node has for an event type (lower camel case without "on": "tap", "touchStart").
   * Types are compared without case, as programs spell them freely; 0 takes the handlers away.
   */
  listen: 7,
  /** id, name, args, answer (0: none wanted): a method of an element, such as a canvas' or a video's. */
  call: 8,
  /** answer, query: see Query. */
  query: 9,
  /** id, scope: the node carries data-c-{scope}, to which a component's styles are kept. */
  scope: 10,
  /** shape, recipe: what op.clone makes copies of. Shapes have numbers of their own. */
  shape: 11,
  /**
   * shape, id, count, then so many values: the element with all in it, not yet inserted. Its nodes are named id, id + 1, …
   * in the order of the recipe, an element before what is in it.
   */
  clone: 12,
} as const;

/** Elements that look the same but for values; a value that is not here comes with each clone, in this order. */
export interface Recipe {
  tag: string;
  scope?: string;
  /** Attributes: name and value, or the name of one whose value comes. */
  set?: (string | [name: string, value: Op])[];
  /** See op.listen. */
  on?: [type: string, flags: number][];
  /** Text, null for text that comes, or elements. */
  kids?: (string | null | Recipe)[];
}

/** Flags of op.listen; several may be set. */
export const listen = { bubble: 1, stop: 2, captureBubble: 4, captureStop: 8 } as const;

/**
 * Events that the logic acts on itself: they come as a ViewEvent whose path is the node, whether it has handlers or
 * not, beside the handlers' own.
 */
export const acts = {
  /** navigator: {openType, url, delta} */
  navigate: "navigate",
  /** button: {openType, scope, publicId} */
  openType: "openType",
  /** web-view: {src}, when the person wants to open it */
  outside: "outside",
  /** contact-button: {tntInstId, scene} */
  contact: "contact",
} as const;

export type Op = number | string | boolean | null | undefined | object;

export interface Touch {
  identifier: number;
  pageX: number;
  pageY: number;
  clientX: number;
  clientY: number;
  /** Within the canvas that it began on. */
  x?: number;
  y?: number;
}

/** An event on its way to the handlers, in the order in which they are called. */
export interface ViewEvent {
  say: "event";
  type: string;
  /** Nodes with a handler, with the phase they have it in: capturing from outside, then bubbling from inside. */
  path: { id: number; capture: boolean }[];
  /** Where it happened: the innermost node. */
  target: number;
  detail: unknown;
  touches?: Touch[];
  changedTouches?: Touch[];
  timeStamp: number;
  /** A finger or key of the person did this. The host does not go by it: the view tells it of touches itself. */
  trusted: boolean;
}

export interface Query {
  /** Within this node; root: the page. */
  within: number;
  parts: (
    | { kind: "viewport"; want: Want[] }
    | { kind: "one" | "all"; selector: string; want: Want[] }
    | { kind: "node"; id: number; want: Want[] }
  )[];
}
export type Want = "rect" | "scroll" | "node" | "size" | "properties" | "id" | "dataset";

export interface Rect {
  left: number;
  top: number;
  right: number;
  bottom: number;
  width: number;
  height: number;
}

/** What my.createAnimation exports: the value of an animation attribute. */
export interface Animation {
  steps: {
    /** In the order of the calls: ["translateX", 40], ["opacity", 0.5]. */
    calls: [name: string, ...args: unknown[]][];
    /** Milliseconds. */
    duration?: number;
    delay?: number;
    timeFunction?: string;
    transformOrigin?: string;
  }[];
}

/**
 * What a canvas' method "draw" takes a list of (args: [commands, reserve]): a method of CanvasRenderingContext2D with its
 * arguments, a property with its value, or a name of the old CanvasContext such as "setFillStyle". Pictures are named by
 * address. Other methods: toDataURL({x, y, width, height, destWidth, destHeight, fileType, quality}), getImageData(x, y,
 * width, height) and transfer(), which answers with an OffscreenCanvas.
 */
export type DrawCommand = [name: string, ...args: unknown[]];

/** A colour that is more than one: the value of fillStyle and strokeStyle. */
export type Paint =
  | { gradient: "linear" | "radial"; args: number[]; stops: [offset: number, colour: string][] }
  | { pattern: string; repeat?: string };

/** From the logic to a view. */
export type ToView =
  | { say: "ops"; ops: Op[] }
  | { say: "style"; href: string; text: string }
  | { say: "scrollTo"; top?: number; selector?: string; duration: number }
  | {
      say: "observe";
      observer: number;
      /** Where both selectors are looked for. */
      within: number;
      selector: string;
      /** What it is seen through; the window when absent. */
      relative?: string;
      margins: Record<string, number>;
      thresholds: number[];
      all: boolean;
    }
  | { say: "unobserve"; observer: number }
  /** The mark of a pull, turning: on when the program starts one itself, off when what was pulled for is there. */
  | { say: "pull"; on: boolean }
  /** Whether the page can be pulled down. */
  | { say: "pullable"; on: boolean }
  /** The keyboard goes. */
  | { say: "blur" };

/** From a view to the logic. */
export type FromView =
  | ViewEvent
  | { say: "ready" }
  | { say: "answer"; answer: number; value: unknown; error?: string }
  | { say: "pageScroll"; scrollTop: number; scrollHeight: number }
  | { say: "reachBottom" }
  | { say: "pullDown" } // the mark turns until pull is off
  | { say: "intersect"; observer: number; entry: unknown }
  | { say: "resize"; width: number; height: number };

/** What the host gives a view with its port, before anything else. */
export interface ViewStart {
  say: "start";
  /** Where the package's files lie, ending with "/"; "/images/a.png" of a program is base + "images/a.png". */
  base: string;
  /** The page's path without extension, "pages/index/index": where relative addresses start. */
  page: string;
  language: "en" | "zh";
  dark: boolean;
  /** Pictures of the network are loaded from here, with their address behind it. */
  pictures?: string;
  /** Style sheets in their order; href is where a sheet lies in the package. */
  styles?: { href: string; text: string }[];
  /** Words of the elements (cancel, done, …), in the language. */
  words: Record<string, string>;
  /** px to the bottom at which "reachBottom" is said; 50 when absent. */
  reachBottom?: number;
  /** A pull at the top says "pullDown". */
  pullDown?: boolean;
}

// Between the logic and the host.

export interface PageSettings {
  path: string;
  window?: Record<string, unknown>;
  uses?: Record<string, string>;
  styles?: string[];
  template?: string;
  script?: string;
  component?: boolean;
  package?: string;
}

/** manifest.json of a package, as the compiler writes it. */
export interface Manifest {
  entry: string;
  pages: PageSettings[];
  components?: Record<
    string,
    {
      uses?: Record<string, string>;
      generics?: Record<string, string>;
      scope?: string;
      host?: boolean;
      template?: string;
      script?: string;
    }
  >;
  window?: Record<string, unknown>;
  tabBar?: {
    textColor?: string;
    selectedColor?: string;
    backgroundColor?: string;
    customize?: boolean;
    items: { page: string; name: string; icon?: string; activeIcon?: string }[];
  };
  packages?: { root: string; script: string }[];
  permission?: Record<string, unknown>;
  plugins?: string[];
  style?: string;
  /** The project asks for components of the first kind. */
  oldComponents?: boolean;
}

export interface Launch {
  path: string;
  query: Record<string, string>;
  scene: string;
  referrerInfo?: Record<string, unknown>;
}

/** How a page comes: on top, in the place of the top one, as a tab, or instead of all. */
export type Arrival = "push" | "replace" | "tab" | "relaunch";

export type ToLogic =
  | {
      say: "start";
      manifest: Manifest;
      launch: Launch;
      /** my.getSystemInfoSync's answer. */
      system: Record<string, unknown>;
      storage: Record<string, string>;
      /** What this host can do: names of my.*. */
      can: string[];
      /** Settings of this instance of a template. */
      ext: Record<string, unknown>;
      /** Where the package's files lie, ending with "/". */
      base: string;
    }
  /** A part of the program's code, as an address that the Worker may load. */
  | { say: "script"; name: string; url: string }
  | { say: "view"; page: number } // with the view's port
  | { say: "result"; call: number; value?: unknown; error?: { error: number; errorMessage: string } }
  | { say: "progress"; call: number; value: unknown }
  | { say: "event"; name: string; value: unknown }
  | { say: "back"; delta: number }
  | { say: "tab"; page: string }
  | { say: "visible"; on: boolean }
  | { say: "show"; launch: Launch }
  | { say: "ping" };

export type FromLogic =
  | { say: "open"; page: number; path: string; arrival: Arrival; gone: number[]; window: Record<string, unknown> }
  | { say: "close"; pages: number[]; top: number }
  | { say: "call"; call: number; page: number; name: string; args: unknown }
  | { say: "need"; script: string }
  /** caught: the program's own code threw in a handler or a step of its life; the page goes on. */
  | { say: "error"; message: string; stack: string; page: string; caught: boolean }
  | { say: "log"; level: string; text: string }
  | { say: "data"; page: number; part: unknown }
  | { say: "rendered"; page: number }
  | { say: "pong" };

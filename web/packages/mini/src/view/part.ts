import type { acts, FromView, ViewStart } from "../wire.ts";
import type { Word } from "./words.ts";

/** What an element does beside being a box; each kind makes one for each of its nodes. */
export interface Made {
  /** Called once after every batch in which attributes or children changed, with the names of the attributes. */
  update?(changed: ReadonlySet<string>): void;
  /** Where children go, if not into the host itself. */
  box?: HTMLElement;
  /** The node that a person deals with, if not the host: it gets role and aria-*. */
  field?: HTMLElement;
  /** More for the detail of a tap on target, which is inside. */
  detail?(target: Node): object;
  /** What op.call finds by name. */
  methods?: Record<string, (...args: unknown[]) => unknown>;
  /** What a form submits under the name attribute. */
  value?(): unknown;
  /** Back to what the program gave. */
  reset?(): void;
  /** A label was tapped. */
  activate?(cause: Event): void;
  /** True: taps on it are not told to anybody. */
  deaf?(): boolean;
  /** The node left for good. */
  gone?(): void;
}

export interface Listener {
  /** As the program spelled it. */
  type: string;
  flags: number;
}

/** An element of the program and its node. */
export interface Part {
  id: number;
  tag: string;
  host: HTMLElement;
  /** By camel case name, as the program gave them; data-* are only in the DOM. */
  attrs: Record<string, unknown>;
  /** By type in lower case. */
  listens?: Map<string, Listener>;
  made?: Made;
  /** What changed since made.update ran. */
  changed?: Set<string>;
}

export type Make = (part: Part, page: Page) => Made;

/** What elements may use of the page they are on. */
export interface Page {
  start: ViewStart;
  root: HTMLElement;
  /** The element that a DOM node is, if it is one of the program's. */
  part(node: unknown): Part | undefined;
  /** Says an event to its own node only; cause is the DOM event behind it. */
  emit(part: Part, type: string, detail: unknown, cause?: Event): void;
  /** The same, at most once a frame: the last one counts. */
  emitSoon(part: Part, type: string, detail: () => unknown, cause?: Event): void;
  /** Tells the logic of something that it does itself, with handlers or without. */
  act(part: Part, type: keyof typeof acts, detail: unknown, cause: Event): void;
  say(message: FromView, transfer?: Transferable[]): void;
  /** Where a file of the program or of the network is. */
  address(src: string, from?: string): string;
  word(key: Word): string;
}

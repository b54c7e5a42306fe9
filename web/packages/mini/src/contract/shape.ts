// What the contract of my.* is made of. Types are written as TypeScript has them; a
// name that ends with "?" may be left out.

export type Fields = Record<string, string>;

interface Common {
  /** Behind "my.". */
  name: string;
  /** The version of the contract that brought it. */
  since: string;
  /** One line: what it does. */
  does: string;
  /** Numbers of failures that it has of its own; 2, 3 and 60 any call may have, and 12 those that ask the platform. */
  fails?: readonly number[];
  /** A person must have touched the program before. */
  touch?: true;
  /** Not every host has it: my.canIUse says. The call of the host behind it, where it has another name. */
  app?: true;
  host?: string;
}

/** Answers by callbacks, or by a promise where there are none. */
export interface Async extends Common {
  kind: "async";
  takes: Fields;
  gives: Fields;
  /** What is returned beside the promise, also where there are callbacks. */
  also?: string;
  /** Instead of what takes and gives make: one type for each form. */
  forms?: string[];
}

/** Answers at once: arguments in their order, and the type of the answer. */
export interface Sync extends Common {
  kind: "sync";
  args: Fields;
  gives: string;
}

/** A pair of on and off; hears is what the function gets. */
export interface Event extends Common {
  kind: "event";
  hears: Fields;
}

/** No call, but a value of this type. */
export interface Value extends Common {
  kind: "object";
  is: string;
}

export type Entry = Async | Sync | Event | Value;

/** How a host calls what is behind an entry. */
export const ofHost = (e: Entry) =>
  e.kind === "event" ? `event.${e.name.charAt(0).toLowerCase()}${e.name.slice(1)}` : (e.host ?? e.name);

export interface Contract {
  version: string;
  /** What the numbers of failures mean. */
  failures: Record<number, string>;
  groups: Record<string, Entry[]>;
  /** Declared, and not there yet: they can be called, fail with 3, and my.canIUse says no. */
  later: Entry[];
  /** Types that entries name. */
  types: Record<string, Fields>;
  /** Names of the runtime and of hosts that programs do not call by themselves. */
  inner: string[];
}

type More = Partial<Omit<Async, "kind" | "name" | "does" | "takes" | "gives">>;

export const async = (name: string, does: string, takes: Fields, gives: Fields, more: More = {}): Async => ({
  ...{ kind: "async", name, since: "1.0", does, takes, gives },
  ...more,
});
export const sync = (name: string, does: string, args: Fields, gives: string, more: Partial<Common> = {}): Sync => ({
  ...{ kind: "sync", name, since: "1.0", does, args, gives },
  ...more,
});
export const event = (name: string, does: string, hears: Fields, more: Partial<Common> = {}): Event => ({
  ...{ kind: "event", name, since: "1.0", does, hears },
  ...more,
});
export const value = (name: string, does: string, is: string): Value => ({
  ...{ kind: "object", name, since: "1.0", does, is },
});

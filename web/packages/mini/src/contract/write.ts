// What is made of the contract: the types that an editor shows who writes a program,
// and the table that is read.
import type { Async, Contract, Entry, Fields } from "./shape.ts";

const record = (fields: Fields) => {
  const all = Object.entries(fields);
  return all.length ? `{ ${all.map(([name, type]) => `${name}: ${type}`).join("; ")} }` : "{}";
};
const list = (fields: Fields) =>
  Object.entries(fields)
    .map(([name, type]) => `${name}: ${type}`)
    .join(", ");
const free = (fields: Fields) => Object.keys(fields).every((name) => name.endsWith("?"));

function asyncType(e: Async): string {
  if (e.forms) return e.forms.map((f) => `(${f})`).join(" & ");
  const of = `${record(e.takes)}, ${record(e.gives)}`;
  if (e.also) return `With<${of}, ${e.also}>`;
  return free(e.takes) ? `Free<${of}>` : `Async<${of}>`;
}

function members(e: Entry, name: string): [string, string][] {
  switch (e.kind) {
    case "async":
      return [[name, asyncType(e)]];
    case "sync":
      return [[name, `(${list(e.args)}) => ${e.gives}`]];
    case "object":
      return [[name, e.is]];
    case "event":
      return [
        [`on${name}`, `(heard: (value: ${record(e.hears)}) => void) => void`],
        [`off${name}`, `(heard?: (value: any) => void) => void`],
      ];
  }
}

const notes = (e: Entry) =>
  [
    e.does,
    e.touch ? "Only after a touch." : "",
    e.app ? "Not in every host: ask my.canIUse." : "",
    e.fails ? `Fails with ${numbers(e.fails)}.` : "",
    `Since ${e.since}.`,
  ]
    .filter(Boolean)
    .join(" ");
const numbers = (all: readonly number[]) => [...new Set(all)].sort((a, b) => a - b).join(", ");

function calls(entries: Entry[], strip: string): string {
  return entries
    .flatMap((e) =>
      members(e, e.name.slice(strip.length)).map(
        ([name, type]) => `    /** ${notes(e)} */\n    readonly ${name}: ${type};`,
      ),
    )
    .join("\n");
}

// Calls that hang on a name of their own, and how their type is called.
const spaces = { livewell: "Shops", ap: "Links" };

/** my.d.ts. */
export function types(c: Contract): string {
  const all = [...Object.values(c.groups).flat(), ...c.later];
  const within = (space: string) => all.filter((e) => e.name.startsWith(`${space}.`));
  const own = all.filter((e) => !e.name.includes("."));
  const named = Object.entries(c.types).map(
    ([name, fields]) =>
      `  interface ${name} {\n${Object.entries(fields)
        .map(([n, type]) => `    ${n}: ${type};`)
        .join("\n")}\n  }`,
  );
  const failures = Object.entries(c.failures).map(([n, what]) => `   * ${n}: ${what}`);
  return `// The contract of my.*, version ${c.version}. Generated: livewell mini init writes it into new programs.
declare namespace My {
  /**
   * Why a call failed.
${failures.join("\n")}
   */
  interface Failure {
    error: number;
    errorMessage: string;
  }
  interface Heard<R> {
    success?: (result: R) => void;
    fail?: (failure: Failure) => void;
    complete?: (result: R | Failure) => void;
  }
  interface Silent {
    success?: undefined;
    fail?: undefined;
    complete?: undefined;
  }
  /** Gives a promise where there is none of success, fail and complete. */
  type Async<O, R> = ((options: O & Silent) => Promise<R>) & ((options: O & Heard<R>) => void);
  type Free<O, R> = ((options?: O & Silent) => Promise<R>) & ((options: O & Heard<R>) => void);
  type With<O, R, T> = (options: O & Heard<R>) => Promise<R> & T;
  /** Names that nobody has are there too, and fail with 3. */
  interface Unknown {
    [name: string]: (...args: any[]) => Promise<never>;
  }

${named.join("\n")}

  interface Calls {
${calls(own, "")}
${Object.entries(spaces)
  .map(([space, type]) => `    readonly ${space}: ${type} & Unknown;`)
  .join("\n")}
  }
${Object.entries(spaces)
  .map(([space, type]) => `  interface ${type} {\n${calls(within(space), `${space}.`)}\n  }`)
  .join("\n")}

  interface Instance<D> {
    data: D;
    setData(part: Record<string, any>, then?: () => void): void;
    $spliceData(part: Record<string, any>, then?: () => void): void;
  }
  type This<M, D> = ThisType<M & Instance<D> & Record<string, any>>;
}

declare const my: My.Calls & My.Unknown;
declare function App<M extends object>(app: M & ThisType<M & Record<string, any>>): void;
declare function Page<D extends object, M extends object>(page: { data?: D } & M & My.This<M, D>): void;
declare function Component<D extends object, M extends object>(
  component: { data?: D; methods?: M; [part: string]: any } & My.This<M & { props: Record<string, any> }, D>,
): void;
declare function getApp(): any;
declare function getCurrentPages(): any[];
declare function setTimeout(run: (...args: any[]) => void, milliseconds?: number, ...args: any[]): number;
declare function clearTimeout(timer?: number): void;
declare function setInterval(run: (...args: any[]) => void, milliseconds?: number, ...args: any[]): number;
declare function clearInterval(timer?: number): void;
declare const console: Record<"log" | "info" | "warn" | "error" | "debug", (...what: any[]) => void>;
`;
}

const code = (text: string) => (text ? `\`${text.replaceAll("|", "\\|")}\`` : "");
const fields = (f: Fields) =>
  Object.entries(f)
    .map(([name, type]) => code(`${name}: ${type}`))
    .join("<br>");

function row(e: Entry): string {
  const [name, takes, gives] =
    e.kind === "async"
      ? [e.name, fields(e.takes), fields(e.gives)]
      : e.kind === "sync"
        ? [`${e.name}()`, fields(e.args), code(e.gives)]
        : e.kind === "event"
          ? [`on${e.name}, off${e.name}`, "", fields(e.hears)]
          : [e.name, "", code(e.is)];
  const only = [e.touch ? "after a touch" : "", e.app ? "not every host" : ""].filter(Boolean).join(", ");
  return `| \`${name}\` | ${e.does} | ${takes} | ${gives} | ${e.fails ? numbers(e.fails) : ""} | ${only} | ${e.since} |`;
}

/** docs/mini/api.md. */
export function table(c: Contract): string {
  const all = Object.values(c.groups).flat();
  const lines = (entries: Entry[]) =>
    `| my.* | What it does | Takes | Gives | Fails | Only | Since |\n|---|---|---|---|---|---|---|\n${entries.map(row).join("\n")}\n`;
  const groups = Object.entries(c.groups).map(([name, entries]) => `## ${name}\n${lines(entries)}`);
  const types = Object.entries(c.types).map(
    ([name, fields]) =>
      `### ${name}\n${Object.entries(fields)
        .map(([n, type]) => `- \`${n}: ${type}\``)
        .join("\n")}\n`,
  );
  return `# What programs can call

Version ${c.version} of the contract, with ${all.length} entries. It is made of one file, of which \`my.d.ts\` is made as
well; \`livewell mini init\` writes that into a new program. \`my.env.contractVersion\` says which version a host
has, \`my.canIUse("name")\` whether it has a call.

Calls without brackets behind their name take one object and answer by \`success\`, \`fail\` and \`complete\` in it,
or by a promise where none of these is there. Calls with brackets answer at once. Names that end with \`?\` may be
left out. A name that is not here can be called and fails with 3.

## Failures
A failure is \`{ error, errorMessage }\`. Every call can fail with 2, 3 and 60, and those that ask the platform with
12.

| error | Why |
|---|---|
${Object.entries(c.failures)
  .map(([n, what]) => `| ${n} | ${what} |`)
  .join("\n")}

${groups.join("\n")}
## Declared, not there yet
These can be written for now. No host has them: they fail with 3, and \`my.canIUse\` says no.

${lines(c.later)}
## Types
${types.join("\n")}`;
}

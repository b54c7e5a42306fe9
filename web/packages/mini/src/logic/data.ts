// Paths into a page's data: "a.b[0].c", as setData takes them.

const parsed = new Map<string, (string | number)[]>();

/** The steps of a path. A path that is none is one step. */
export function steps(path: string): (string | number)[] {
  let out = parsed.get(path);
  if (out) return out;
  out = [];
  const part = /([^.[\]]+)|\[(?:(\d+)|"([^"]*)"|'([^']*)'|([^\]]*))\]/g;
  for (const m of path.matchAll(part)) {
    if (m[1] !== undefined) out.push(m[1]);
    else if (m[2] !== undefined) out.push(Number(m[2]));
    else out.push((m[3] ?? m[4] ?? m[5]) as string);
  }
  if (out.length === 0) out = [path];
  if (parsed.size > 5_000) parsed.clear();
  parsed.set(path, out);
  return out;
}

export type Data = Record<string, unknown>;

const forbidden = new Set<string | number>(["__proto__", "constructor", "prototype"]);

/** Sets what a path names, making the parents that are missing; gives the root's name. */
export function setPath(data: Data, path: string, value: unknown): string {
  const way = steps(path);
  if (way.some((s) => forbidden.has(s))) return String(way[0]);
  let at: Record<string | number, unknown> = data;
  for (let i = 0; i < way.length - 1; i++) {
    const step = way[i] as string | number;
    const next = at[step];
    if (next === null || typeof next !== "object") at[step] = typeof way[i + 1] === "number" ? [] : {};
    at = at[step] as Record<string | number, unknown>;
  }
  at[way[way.length - 1] as string | number] = value;
  return String(way[0]);
}

export function getPath(data: unknown, path: string): unknown {
  let at = data;
  for (const s of steps(path)) {
    if (at === null || at === undefined) return undefined;
    at = (at as Record<string | number, unknown>)[s];
  }
  return at;
}

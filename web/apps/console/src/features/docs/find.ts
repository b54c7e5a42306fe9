import type { Method, MethodField } from "@livewell/api/console";

/** Methods that hold every word of the question in their name, title, text or group; names first. */
export function matching(methods: Method[], question: string): Method[] {
  const words = question.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return methods;
  const all = methods.filter((m) => {
    const text = `${m.name} ${m.title} ${m.text} ${m.group} ${(m.v3 ?? []).map((r) => r.Path).join(" ")}`.toLowerCase();
    return words.every((w) => text.includes(w));
  });
  const named = (m: Method) => (words.every((w) => m.name.includes(w)) ? 0 : 1);
  return all.toSorted((a, b) => named(a) - named(b));
}

export function groups(methods: Method[]): { name: string; methods: Method[] }[] {
  const by = new Map<string, Method[]>();
  for (const m of methods) by.set(m.group, [...(by.get(m.group) ?? []), m]);
  return [...by].map(([name, methods]) => ({ name, methods }));
}

export type Flat = MethodField & { path: string };

/** Fields within fields, one after the other, by their full path. */
export function flat(fields: MethodField[], above = ""): Flat[] {
  return fields.flatMap((f) => {
    const path = `${above}${f.name}${f.list ? "[]" : ""}`;
    return [{ ...f, path }, ...flat(f.fields ?? [], `${path}.`)];
  });
}

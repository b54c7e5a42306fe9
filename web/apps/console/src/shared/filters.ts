import { useNavigate, useParams, useSearch } from "@tanstack/react-router";

/** What a list is narrowed to, kept in the address. */
export function useFilters<K extends string>(
  ...keys: K[]
): [Partial<Record<K, string>>, (next: Partial<Record<K, string>>) => void] {
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const now: Partial<Record<K, string>> = {};
  // The router makes numbers of what looks like one, as long as they read the same.
  for (const k of keys)
    if (["string", "number"].includes(typeof search[k]) && search[k] !== "") now[k] = String(search[k]);
  const set = (next: Partial<Record<K, string>>) => {
    const merged = Object.entries<string | undefined>({ ...now, ...next }).filter(([, v]) => v);
    void navigate({ to: ".", search: Object.fromEntries(merged) as never, replace: true });
  };
  return [now, set];
}

/** A part of the address, such as the id of what is shown. */
export function useParam(name: string): string {
  return (useParams({ strict: false }) as Record<string, string | undefined>)[name] ?? "";
}

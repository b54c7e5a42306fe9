type Heard = (v: unknown) => void;

/**
 * Gives an object of a program an on… and an off… for each name, compared without case, and returns the way to tell
 * those who listen: call runs one of them.
 */
export function listeners(
  object: Record<string, unknown>,
  names: string[],
  call: (name: string, f: Heard, v: unknown) => void,
): (name: string, v: unknown) => void {
  const heard: Record<string, Heard[]> = {};
  for (const name of names) {
    const key = name.toLowerCase();
    object[`on${name}`] = (f: Heard) => void (heard[key] ??= []).push(f);
    object[`off${name}`] = (f?: Heard) => (heard[key] = f ? (heard[key] ?? []).filter((x) => x !== f) : []);
  }
  return (name, v) => {
    for (const f of heard[name.toLowerCase()] ?? []) call(name, f, v);
  };
}

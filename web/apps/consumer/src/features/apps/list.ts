/** A list with what stands at one place moved to another; out of range it goes to the end that is near. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const out = [...list];
  const [x] = out.splice(from, 1);
  if (x === undefined) return out;
  out.splice(Math.max(0, Math.min(to, out.length)), 0, x);
  return out;
}

/** The place in a list that a pointer at y means: rows are given by their middles, from the top. */
export const placeAt = (y: number, middles: readonly number[]) => {
  const below = middles.findIndex((m) => y < m);
  return below < 0 ? middles.length : below;
};

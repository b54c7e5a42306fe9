/** A list with one of it moved up (-1) or down (1) a place. */
export function moved<T>(list: T[], i: number, by: 1 | -1): T[] {
  const [a, b] = [list[i], list[i + by]];
  if (a === undefined || b === undefined) return list;
  return list.map((x, n) => (n === i ? b : n === i + by ? a : x));
}

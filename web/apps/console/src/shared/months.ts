/** The last twelve months of UTC+8, this one first. */
export function months(now: number): string[] {
  const at = new Date(now + 8 * 3_600_000);
  return Array.from({ length: 12 }, (_, i) =>
    new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - i, 1)).toISOString().slice(0, 7),
  );
}

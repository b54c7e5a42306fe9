/** Numbers that follow from a seed alone (FNV-1a, then xorshift). */
function* numbers(seed: string) {
  let h = 0x811c9dc5;
  for (const c of seed) h = Math.imul(h ^ (c.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  for (h ||= 1; ;) {
    h ^= h << 13;
    h ^= h >>> 17;
    h = (h ^ (h << 5)) >>> 0;
    yield h;
  }
}

/** A picture drawn from a seed: the same for the same person, everywhere. */
export function Avatar({ seed, size = 48 }: { seed: string; size?: number }) {
  const next = numbers(seed);
  const draw = () => next.next().value ?? 0;
  const hue = draw() % 360;
  const bright = (draw() % 2) * 8 + 58;
  const cells: [number, number][] = [];
  for (let x = 0; x < 3; x++) for (let y = 0; y < 5; y++) if ((draw() >>> 7) % 2) cells.push([x, y], [4 - x, y]);
  return (
    <svg
      className="lw-avatar"
      width={`${size / 16}rem`}
      height={`${size / 16}rem`}
      viewBox="-1.5 -1.5 8 8"
      aria-hidden="true"
    >
      <rect x="-1.5" y="-1.5" width="8" height="8" fill={`hsl(${hue} 62% 90%)`} />
      {cells.map(([x, y], i) => (
        <rect key={i} x={x} y={y} width="1.02" height="1.02" fill={`hsl(${hue} ${bright}% 42%)`} />
      ))}
    </svg>
  );
}

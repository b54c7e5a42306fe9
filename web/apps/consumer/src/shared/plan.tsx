import { offset, type Spot } from "./spot";

/** Places on a plan without streets, the farthest at its edge. */
export function Plan({
  label,
  spots,
}: {
  label: string;
  spots: { name: string; kind: "store" | "door" | "rider"; at: Spot }[];
}) {
  const [first] = spots;
  if (!first) return null;
  const flat = spots.map((s) => ({ ...s, ...offset(first.at, s.at) }));
  const middle = {
    north: (Math.max(...flat.map((s) => s.north)) + Math.min(...flat.map((s) => s.north))) / 2,
    east: (Math.max(...flat.map((s) => s.east)) + Math.min(...flat.map((s) => s.east))) / 2,
  };
  const half = Math.max(
    200,
    ...flat.flatMap((s) => [Math.abs(s.north - middle.north), Math.abs(s.east - middle.east)]),
  );
  return (
    <div className="app-plan" role="img" aria-label={`${label}: ${spots.map((s) => s.name).join(", ")}`}>
      {flat.map((s) => (
        <span
          key={s.kind + s.name}
          className={`app-plan-spot ${s.kind}`}
          style={{
            left: `${50 + ((s.east - middle.east) / half) * 38}%`,
            top: `${50 - ((s.north - middle.north) / half) * 38}%`,
          }}
        >
          <i />
          <span translate="no">{s.name}</span>
        </span>
      ))}
    </div>
  );
}

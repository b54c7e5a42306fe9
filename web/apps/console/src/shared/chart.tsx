import { useFormat } from "@livewell/i18n";
import { useId, useSyncExternalStore } from "react";
import { topOf } from "./amounts";

// Floats place what is drawn only; what is written are the amounts themselves.
export type Bar = { id: string; name: string; value: number; said: string };

const small = globalThis.matchMedia?.("(max-width: 48rem)");
const listen = (fn: () => void) => {
  small?.addEventListener("change", fn);
  return () => small?.removeEventListener("change", fn);
};
/** A drawing scales with its place: on a phone it has fewer units, so that its words stay legible. */
export const useDrawnWidth = () => (useSyncExternalStore(listen, () => small?.matches ?? false) ? 400 : 1040);

const height = 220;
const left = 8;
const base = height - 28;
const nameWidth = 84;

/** A bar for each of `bars`, of money or of a number, the last one marked. Say the same in a table beside it. */
export function Bars({ title, bars, currency }: { title: string; bars: Bar[]; currency?: string }) {
  const f = useFormat();
  const id = useId();
  const width = useDrawnWidth();
  const top = topOf(Math.max(...bars.map((b) => b.value), 0));
  const step = (width - left * 2) / Math.max(bars.length, 1);
  const every = Math.ceil(nameWidth / step);
  return (
    <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-labelledby={id}>
      <title id={id}>{title}</title>
      {[0, 0.5, 1].map((at) => (
        <line
          key={at}
          className="grid"
          x1={left}
          x2={width - left}
          y1={base - at * (base - 24)}
          y2={base - at * (base - 24)}
        />
      ))}
      <text className="tick" x={left} y={16}>
        {currency ? f.money({ amount: String(top), currency }) : f.number(top)}
      </text>
      {bars.map((b, i) => {
        const h = (b.value / top) * (base - 24);
        const middle = left + i * step + step / 2;
        const wide = step * (every > 1 ? 0.7 : 0.5);
        // Where not every bar has a name, one ends below its own bar: there is room to its left, but for the first.
        const end = Math.min(middle + wide / 2, width - left);
        const named = (bars.length - 1 - i) % every === 0 && (every === 1 || end > nameWidth);
        return (
          <g key={b.id}>
            <title>{`${b.name}: ${b.said}`}</title>
            <rect
              className={i === bars.length - 1 ? "bar now" : "bar"}
              x={middle - wide / 2}
              y={base - h}
              width={wide}
              height={h}
              rx={Math.min(4, wide / 4)}
            />
            {named && (
              <text
                className="name"
                x={every > 1 ? end : middle}
                y={height - 8}
                textAnchor={every > 1 ? "end" : "middle"}
              >
                {b.name}
              </text>
            )}
            {h > 0 && every === 1 && (
              <text className="value" x={middle} y={Math.max(base - h - 6, 12)} textAnchor="middle">
                {b.said}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

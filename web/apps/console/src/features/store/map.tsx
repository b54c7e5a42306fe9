import type { Point } from "@livewell/api/console";
import { useFormat } from "@livewell/i18n";
import { IconButton } from "@livewell/ui";
import { useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { useT } from "../../words";
import {
  LEAST,
  movedCorner,
  pointOf,
  reachOf,
  rings,
  spotOf,
  withCornerAfter,
  withoutCorner,
  zoomed,
  type Spot,
} from "./geometry";

const STEP = 50; // metres of an arrow key
const LEAP = 250; // with Shift

type Props = {
  centre: Point;
  ring: Point[]; // whose corners are moved
  border: Point[][]; // all rings of the area, that one too
  others: Point[][];
  onChange: (ring: Point[]) => void;
};

/** Says where a spot lies from the store. */
function useWhere() {
  const t = useT();
  const f = useFormat();
  const km = (m: number) => f.number(Math.round(Math.abs(m) / 10) / 100);
  return (n: number, s: Spot) =>
    t("areas.corner", {
      n,
      x: t(s.x < 0 ? "areas.west" : "areas.east", { km: km(s.x) }),
      y: t(s.y < 0 ? "areas.south" : "areas.north", { km: km(s.y) }),
    });
}

const line = (spots: Spot[]) => `M${spots.map((s) => `${s.x.toFixed(1)} ${(-s.y).toFixed(1)}`).join("L")}Z`;

/**
 * A border to draw, the store in the middle. Corners are buttons: they are
 * dragged, or moved by the arrow keys; the pluses on the edges make new ones.
 */
export function AreaMap({ centre, ring, border, others, onChange }: Props) {
  const t = useT();
  const where = useWhere();
  const svg = useRef<SVGSVGElement>(null);
  const spots = ring.map((p) => spotOf(centre, p));
  const [reach, setReach] = useState(() => reachOf(border.flat().map((p) => spotOf(centre, p))));
  const [dragged, setDragged] = useState<number>();
  const [chosen, setChosen] = useState<number>();
  const size = reach / 100; // what is drawn has the same size at each scale

  const focus = (i: number) =>
    requestAnimationFrame(() => svg.current?.querySelector<SVGElement>(`[data-corner="${i}"]`)?.focus());
  const move = (i: number, s: Spot) => onChange(movedCorner(ring, i, pointOf(centre, s)));
  const insert = (i: number) => {
    onChange(withCornerAfter(ring, i));
    focus(i + 1);
  };
  const drop = (i: number) => {
    if (ring.length <= LEAST) return;
    onChange(withoutCorner(ring, i));
    focus(Math.min(i, ring.length - 2));
  };
  /** Where on the map a pointer is. */
  const spotAt = (e: PointerEvent): Spot | undefined => {
    const to = svg.current?.getScreenCTM()?.inverse();
    if (!to) return undefined;
    const p = new DOMPoint(e.clientX, e.clientY).matrixTransform(to);
    const within = (v: number) => Math.min(reach, Math.max(-reach, v));
    return { x: within(p.x), y: within(-p.y) };
  };
  const key = (i: number, s: Spot) => (e: KeyboardEvent) => {
    const by = e.shiftKey ? LEAP : STEP;
    const way = {
      ArrowLeft: { x: -by, y: 0 },
      ArrowRight: { x: by, y: 0 },
      ArrowUp: { x: 0, y: by },
      ArrowDown: { x: 0, y: -by },
    }[e.key];
    if (way) move(i, { x: s.x + way.x, y: s.y + way.y });
    else if (e.key === "Delete" || e.key === "Backspace") drop(i);
    else if (e.key === "+" || e.key === "Enter" || e.key === "Insert") insert(i);
    else return;
    e.preventDefault();
  };
  return (
    <div className="st-map">
      <svg
        ref={svg}
        viewBox={`${-reach} ${-reach} ${2 * reach} ${2 * reach}`}
        role="group"
        aria-label={t("areas.map")}
        onPointerMove={(e) => {
          const s = dragged === undefined ? undefined : spotAt(e);
          if (s && dragged !== undefined) move(dragged, s);
        }}
        onPointerUp={() => setDragged(undefined)}
        onPointerCancel={() => setDragged(undefined)}
      >
        <Ground centre={centre} border={border} others={others} reach={reach} />
        {spots.map((a, i) => {
          const b = spots[(i + 1) % spots.length] ?? a;
          const [x, y] = [(a.x + b.x) / 2, -(a.y + b.y) / 2];
          // Where an edge is short its plus would lie on the corners.
          if (Math.hypot(a.x - b.x, a.y - b.y) < size * 18) return null;
          return <Edge key={`e${i}`} n={i + 1} x={x} y={y} size={size} onInsert={() => insert(i)} />;
        })}
        {spots.map((s, i) => (
          <g
            key={`c${i}`}
            className={chosen === i ? "corner chosen" : "corner"}
            data-corner={i}
            role="button"
            tabIndex={0}
            aria-label={where(i + 1, s)}
            onFocus={() => setChosen(i)}
            onKeyDown={key(i, s)}
            onPointerDown={(e) => {
              e.preventDefault();
              e.currentTarget.focus();
              svg.current?.setPointerCapture(e.pointerId);
              setDragged(i);
            }}
          >
            <circle className="hit" cx={s.x} cy={-s.y} r={size * 7} />
            <circle className="dot" cx={s.x} cy={-s.y} r={size * 3} strokeWidth={size * 0.8} />
          </g>
        ))}
      </svg>
      <div className="st-maptools">
        <IconButton icon="plus" label={t("areas.nearer")} onClick={() => setReach((r) => zoomed(r, -1))} />
        <IconButton icon="minus" label={t("areas.farther")} onClick={() => setReach((r) => zoomed(r, 1))} />
        {chosen !== undefined && chosen < ring.length && (
          <IconButton
            icon="close"
            label={t("areas.dropCornerNo", { n: chosen + 1 })}
            aria-disabled={ring.length <= LEAST || undefined}
            onClick={() => drop(chosen)}
          />
        )}
      </div>
    </div>
  );
}

type Ground = { centre: Point; border: Point[][]; others: Point[][]; reach: number };

/** What is looked at alone: circles of so many kilometres, the areas, the store. */
function Ground({ centre, border, others, reach }: Ground) {
  const t = useT();
  const f = useFormat();
  const size = reach / 100;
  return (
    <g aria-hidden="true">
      <path className="axis" d={`M${-reach} 0H${reach}M0 ${-reach}V${reach}`} strokeWidth={size * 0.3} />
      {rings(reach).map((km) => (
        <g key={km}>
          <circle className="ring" r={km * 1000} strokeWidth={size * 0.3} />
          {km * 1000 < reach * 0.92 && (
            <text x={size} y={-km * 1000 - size} fontSize={size * 5.2}>
              {t("areas.ring", { km: f.number(km) })}
            </text>
          )}
        </g>
      ))}
      {others.map((o, i) => (
        <path key={i} className="other" d={line(o.map((p) => spotOf(centre, p)))} strokeWidth={size * 0.5} />
      ))}
      <path
        className="area"
        fillRule="evenodd"
        strokeWidth={size * 0.8}
        d={border.map((r) => line(r.map((p) => spotOf(centre, p)))).join("")}
      />
      <path
        className="store"
        d={`M0 ${size * 3}L${-size * 2.4} ${-size}A${size * 2.6} ${size * 2.6} 0 1 1 ${size * 2.4} ${-size}Z`}
      />
    </g>
  );
}

/** The middle of an edge: a press makes a corner of it. */
function Edge({ n, x, y, size, onInsert }: { n: number; x: number; y: number; size: number; onInsert: () => void }) {
  const t = useT();
  return (
    <g className="edge" role="button" tabIndex={-1} aria-label={t("areas.insert", { n })} onClick={onInsert}>
      <circle className="hit" cx={x} cy={y} r={size * 7} />
      <circle className="dot" cx={x} cy={y} r={size * 2.6} strokeWidth={size * 0.5} />
      <path
        className="plus"
        d={`M${x - size * 1.3} ${y}h${size * 2.6}M${x} ${y - size * 1.3}v${size * 2.6}`}
        strokeWidth={size * 0.6}
      />
    </g>
  );
}

import { useT } from "@livewell/i18n";
import { Icon } from "@livewell/ui";
import { moved, offset, type Spot } from "../../shared/spot";
import { useId, type KeyboardEvent, type PointerEvent } from "react";

const half = 1500; // metres from the middle to the edge

/**
 * A plan without streets: rings of a kilometre around the place where it began,
 * what is near as dots, and a pin to move. It needs no network.
 */
export function MapPad({
  middle,
  at,
  near,
  onMove,
}: {
  middle: Spot;
  at: Spot;
  near: { id: string; name: string; at: Spot }[];
  onMove: (at: Spot) => void;
}) {
  const t = useT();
  const hint = useId();
  const place = (s: Spot) => {
    const { north, east } = offset(middle, s);
    return { left: `${50 + (east / half) * 50}%`, top: `${50 - (north / half) * 50}%` };
  };
  const inside = (s: Spot) => {
    const { north, east } = offset(middle, s);
    return Math.abs(north) <= half && Math.abs(east) <= half;
  };
  const tap = (e: PointerEvent<HTMLDivElement>) => {
    const box = e.currentTarget.getBoundingClientRect();
    const east = ((e.clientX - box.left) / box.width - 0.5) * 2 * half;
    const north = (0.5 - (e.clientY - box.top) / box.height) * 2 * half;
    onMove(moved(middle, north, east));
  };
  const key = (e: KeyboardEvent) => {
    const by = e.shiftKey ? 100 : 20;
    const way = { ArrowUp: [by, 0], ArrowDown: [-by, 0], ArrowRight: [0, by], ArrowLeft: [0, -by] }[e.key];
    if (!way) return;
    e.preventDefault();
    onMove(moved(at, way[0] ?? 0, way[1] ?? 0));
  };
  const { north, east } = offset(middle, at);
  return (
    <div className="app-mappad">
      <div className="app-mappad-plan" onPointerDown={tap}>
        <span className="app-mappad-ring" style={{ inlineSize: "66.7%", blockSize: "66.7%" }} />
        <span className="app-mappad-ring" style={{ inlineSize: "33.3%", blockSize: "33.3%" }} />
        {near
          .filter((n) => inside(n.at))
          .map((n) => (
            <span key={n.id} className="app-mappad-dot" style={place(n.at)} title={n.name} />
          ))}
        <button
          type="button"
          className="app-mappad-pin"
          style={inside(at) ? place(at) : { left: "50%", top: "50%" }}
          aria-label={`${t("address.map")}: ${Math.round(north)} / ${Math.round(east)}`}
          aria-describedby={hint}
          onKeyDown={key}
          onPointerDown={(e) => e.stopPropagation()}
        >
          <Icon name="pin" size={32} />
        </button>
      </div>
      <p id={hint} className="lw-hint">
        {t("address.mapHint")}
      </p>
    </div>
  );
}

import { encode } from "uqr";
import { code128 } from "./code128";

/** A QR code; `label` is what a reader says in its place. */
export function Qr({ text, label }: { text: string; label: string }) {
  const { data, size } = encode(text, { ecc: "M", border: 2 });
  let d = "";
  data.forEach((row, y) => row.forEach((on, x) => (d += on ? `M${x} ${y}h1v1h-1z` : "")));
  return (
    <svg className="lw-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <path d={d} fill="#000" />
    </svg>
  );
}

/** An 18 digit payment code as a bar code. */
export function BarCode({ digits, label }: { digits: string; label: string }) {
  const { bars, width } = code128(digits);
  return (
    <svg
      className="lw-code"
      viewBox={`-10 0 ${width + 20} 44`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      {bars.map(([x, w]) => (
        <rect key={x} x={x} width={w} y="0" height="44" fill="#000" />
      ))}
    </svg>
  );
}

import type { ReactNode } from "react";

type Row = { id: string; head: ReactNode; cells: ReactNode[] };

/** A table that is read across and down: on a phone it is moved under its first column. */
export function Matrix({ caption, heads, rows }: { caption: string; heads: string[]; rows: Row[] }) {
  return (
    <div className="sa-matrix" role="region" aria-label={caption} tabIndex={0}>
      <table aria-label={caption}>
        <thead>
          <tr>
            {heads.map((h) => (
              <th key={h} scope="col">
                {h}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((r) => (
            <tr key={r.id}>
              <th scope="row">{r.head}</th>
              {r.cells.map((c, i) => (
                <td key={heads[i + 1]}>{c}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

import type { ReactNode } from "react";

export type Column<R> = {
  head: string;
  cell: (row: R) => ReactNode;
  /** Names the row for readers of the screen. */
  main?: boolean;
  end?: boolean;
};

type Props<R> = { caption: string; columns: Column<R>[]; rows: R[]; id: (row: R) => string };

/**
 * A table that becomes a list of cards on a phone. Its roles are written out:
 * browsers drop them when CSS takes the table's own display away.
 */
export function Table<R>({ caption, columns, rows, id }: Props<R>) {
  return (
    <div className="co-scroll">
      <table className="co-table" role="table" aria-label={caption}>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((c) => (
              <th key={c.head} role="columnheader" scope="col" className={c.end ? "end" : undefined}>
                {c.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((r) => (
            <tr key={id(r)} role="row">
              {columns.map((c) =>
                c.main ? (
                  <th key={c.head} role="rowheader" scope="row" data-head={c.head}>
                    {c.cell(r)}
                  </th>
                ) : (
                  <td key={c.head} role="cell" data-head={c.head} className={c.end ? "end" : undefined}>
                    {c.cell(r)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

import { api, type TableList } from "@livewell/api";
import { faultText, useFormat } from "@livewell/i18n";
import { useToast } from "@livewell/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, use, useCallback, useEffect, useMemo, type ReactNode } from "react";
import { changed, setBasket, useBasket, type Chosen } from "./basket";

type Cart = {
  lines: Chosen[];
  /** Adds so many of a line, or takes them off. */
  put: (line: Chosen, by: number) => Promise<void>;
  /** Puts other lines in the place of all; a table's list is changed line by line. */
  replace?: (lines: Chosen[]) => void;
};

const Ctx = createContext<Cart>({ lines: [], put: () => Promise.resolve() });

/** What is chosen on this page: the person's own basket, or the list of their table. */
export const useCart = () => use(Ctx);

/** The basket of one person, which stays in the browser. */
export function OwnCart({ store, children }: { store: string; children: ReactNode }) {
  const lines = useBasket(store);
  const cart = useMemo<Cart>(
    () => ({
      lines,
      put: (line, by) => Promise.resolve(setBasket(store, changed(lines, line, by))),
      replace: (all) => setBasket(store, all),
    }),
    [store, lines],
  );
  return <Ctx value={cart}>{children}</Ctx>;
}

const chosen = (l: TableList["items"][number]): Chosen => ({
  sku: l.sku,
  choices: l.choices,
  qty: l.qty,
  seen: l.seen,
  item: l.item,
  name: l.name,
  nameEn: l.nameEn,
  with: [l.variant ?? "", ...l.chosen].filter(Boolean),
  withEn: [l.variantEn || l.variant || "", ...l.chosenEn].filter(Boolean),
  picture: l.picture,
});

/** The list that all phones at a table share. */
export function TableCart({ store, table, children }: { store: string; table: string; children: ReactNode }) {
  const queries = useQueryClient();
  const toast = useToast();
  const f = useFormat();
  const key = useMemo(() => ["table", store, table], [store, table]);
  const list = useQuery({ queryKey: key, queryFn: () => api.table(store, table) });
  useEffect(() => {
    const line = new EventSource(`/api/stores/${store}/tables/${encodeURIComponent(table)}/live`);
    line.addEventListener("changed", (e: MessageEvent<string>) => {
      // An answer that is under way is older than this.
      void queries.cancelQueries({ queryKey: key });
      queries.setQueryData(key, JSON.parse(e.data) as TableList);
    });
    return () => line.close();
  }, [store, table, key, queries]);
  const put = useCallback(
    async (l: Chosen, by: number) => {
      try {
        const body = { sku: l.sku, choices: l.choices, by, seen: l.seen };
        // Its answer may be older than what another phone did since: the list is asked for anew.
        await api.changeTable(crypto.randomUUID(), store, table, body);
        void queries.invalidateQueries({ queryKey: key });
      } catch (e) {
        toast(faultText(e, f));
      }
    },
    [store, table, key, queries, toast, f],
  );
  const cart = useMemo<Cart>(() => ({ lines: (list.data?.items ?? []).map(chosen), put }), [list.data, put]);
  return <Ctx value={cart}>{children}</Ctx>;
}

/** The one or the other. */
export function CartOf({ store, table, children }: { store: string; table: string; children: ReactNode }) {
  return table ? (
    <TableCart store={store} table={table}>
      {children}
    </TableCart>
  ) : (
    <OwnCart store={store}>{children}</OwnCart>
  );
}

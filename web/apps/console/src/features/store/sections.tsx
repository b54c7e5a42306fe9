import { api, type MenuSection } from "@livewell/api/console";
import { Button, IconButton, useToast } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type MouseEvent } from "react";
import { FormSheet } from "../../shared/dialogs";
import { useT } from "../../words";
import { menuKey } from "./menudata";
import { moved } from "./move";

type Row = MenuSection & { key: string };

let rows = 0;
const row = (s: MenuSection): Row => ({ ...s, key: `s${++rows}` });

/** The sections of a menu: their names, and their order by buttons. */
export function Sections({ store, of, onClose }: { store: string; of: MenuSection[]; onClose: () => void }) {
  const t = useT();
  const toast = useToast();
  const queries = useQueryClient();
  const [list, setList] = useState(() => (of.length > 0 ? of.map(row) : [row({ name: "" })]));
  const [tried, setTried] = useState(false);
  const bad = (s: Row) => s.name.trim().length < 1 || s.name.trim().length > 60;
  const save = useMutation({
    mutationFn: () =>
      api.setSections(
        store,
        list.map(({ id, name, nameEn }) => ({
          ...(id ? { id } : {}),
          name: name.trim(),
          ...(nameEn?.trim() ? { nameEn: nameEn.trim() } : {}),
        })),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: menuKey(store) });
      toast(t("menu.sectionsSaved"));
      onClose();
    },
  });
  const set = (key: string, next: Partial<Row>) =>
    setList((l) => l.map((s) => (s.key === key ? { ...s, ...next } : s)));
  const move = (i: number, by: 1 | -1) => (e: MouseEvent<HTMLButtonElement>) => {
    const button = e.currentTarget;
    setList((l) => moved(l, i, by));
    requestAnimationFrame(() => button.focus()); // a row that is moved in the page loses the focus
  };
  const submit = () => {
    setTried(true);
    if (!list.some(bad)) save.mutate();
  };
  return (
    <FormSheet
      title={t("menu.sections")}
      action={t("common.save")}
      busy={save.isPending}
      error={save.error}
      onSubmit={submit}
      onClose={onClose}
    >
      <ol className="st-sections">
        {list.map((s, i) => (
          <li key={s.key}>
            <div className="st-pair">
              <input
                className="lw-input"
                aria-label={t("menu.sectionNameOf", { n: i + 1 })}
                placeholder={t("menu.sectionName")}
                maxLength={60}
                value={s.name}
                aria-invalid={(tried && bad(s)) || undefined}
                onChange={(e) => set(s.key, { name: e.target.value })}
              />
              <input
                className="lw-input"
                aria-label={t("menu.sectionEnOf", { n: i + 1 })}
                placeholder={t("item.nameEn")}
                maxLength={60}
                value={s.nameEn ?? ""}
                onChange={(e) => set(s.key, { nameEn: e.target.value })}
              />
            </div>
            <div className="st-moves">
              <IconButton
                icon="topup"
                label={t("menu.up", { n: i + 1 })}
                aria-disabled={i === 0 || undefined}
                onClick={move(i, -1)}
              />
              <IconButton
                icon="withdraw"
                label={t("menu.down", { n: i + 1 })}
                aria-disabled={i === list.length - 1 || undefined}
                onClick={move(i, 1)}
              />
              <IconButton
                icon="close"
                label={t("menu.dropSection", { n: i + 1 })}
                onClick={() => setList((l) => l.filter((x) => x.key !== s.key))}
              />
            </div>
          </li>
        ))}
      </ol>
      {tried && list.some(bad) && (
        <p className="lw-error" role="alert">
          {t("menu.sectionNeeded")}
        </p>
      )}
      <p>
        <Button kind="soft" onClick={() => setList((l) => [...l, row({ name: "" })])}>
          {t("menu.addSection")}
        </Button>
      </p>
      <p className="lw-hint">{t("menu.dropSectionHint")}</p>
    </FormSheet>
  );
}

import { api, type HomeBlock, type Layout } from "@livewell/api/console";
import { Button, Field, IconButton, useToast } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { after, newAttempt } from "../../shared/attempt";
import { Mono } from "../../shared/bits";
import { Select } from "../../shared/fields";
import { hatsOf } from "../../shared/roles";
import { Panel } from "../../shared/screen";
import { useMe } from "../../shared/session";
import { Refused } from "../../shared/states";
import { useT } from "../../words";
import { fresh, isKind, kinds, shifted, type Kind } from "./blocks";
import { useKeptFocus } from "./focus";
import { useKindName } from "./names";
import { Preview } from "./preview";
import { Settings, Texts } from "./settings";

type Props = {
  layout: Layout;
  number: number;
  blocks: HomeBlock[];
  onSaved: (n: number | undefined) => void;
};

/** The blocks of a version, as they are rearranged. What is saved is the next version. */
export function Editor({ layout, number, blocks: had, onSaved }: Props) {
  const t = useT();
  const kindName = useKindName();
  const operator = hatsOf(useMe()).operator;
  const queries = useQueryClient();
  const toast = useToast();
  const [blocks, setBlocks] = useState(had);
  const [open, setOpen] = useState<string>();
  const [adding, setAdding] = useState<Kind>("notice");
  const [note, setNote] = useState("");
  const [told, tell] = useState("");
  const [attempt, setAttempt] = useState(newAttempt);
  const list = useRef<HTMLOListElement>(null);
  const keep = useKeptFocus(list, blocks);
  const changed = blocks !== had;
  const set = (next: HomeBlock[]) => {
    setBlocks(next);
    setAttempt(newAttempt()); // other blocks are another wish
  };
  const move = (i: number, by: 1 | -1) => {
    const b = blocks[i];
    if (!b || i + by < 0 || i + by >= blocks.length) return;
    keep(`${b.id} ${by}`);
    set(shifted(blocks, i, by));
    tell(t("layouts.place", { name: kindName(b.kind), n: i + by + 1, all: blocks.length }));
  };
  const edit = (i: number, part: Partial<HomeBlock>) => set(blocks.map((b, j) => (i === j ? { ...b, ...part } : b)));
  const save = useMutation({
    mutationFn: () => api.saveLayout(attempt.key, layout.id, blocks, note.trim()),
    onError: (e) => setAttempt((a) => after(a, e)),
    onSuccess: async (v) => {
      await queries.invalidateQueries({ queryKey: ["layout", layout.id] });
      toast(t("layouts.wasSaved", { n: v.version.number }));
      onSaved(v.version.number);
    },
  });
  return (
    <div className="co-editor">
      <Panel title={t("layouts.blocksOf", { n: number })}>
        <ol className="co-blocks" ref={list}>
          {blocks.map((b, i) => {
            const which = b.id === b.kind ? "" : b.id.replace(`${b.kind}-`, "");
            const name = which ? `${kindName(b.kind)} (${which})` : kindName(b.kind);
            return (
              <li key={b.id}>
                <div className="co-blockhead">
                  <button
                    type="button"
                    className="co-blockname"
                    aria-expanded={open === b.id}
                    onClick={() => setOpen(open === b.id ? undefined : b.id)}
                  >
                    <strong>{kindName(b.kind)}</strong> <Mono>{b.id}</Mono>
                  </button>
                  {operator && (
                    <>
                      <IconButton
                        icon="up"
                        label={t("layouts.up", { name })}
                        aria-disabled={i === 0}
                        data-move={`${b.id} -1`}
                        onClick={() => move(i, -1)}
                      />
                      <IconButton
                        icon="down"
                        label={t("layouts.down", { name })}
                        aria-disabled={i === blocks.length - 1}
                        data-move={`${b.id} 1`}
                        onClick={() => move(i, 1)}
                      />
                      <IconButton
                        icon="close"
                        label={t("layouts.removeOne", { name })}
                        onClick={() => {
                          set(blocks.filter((x) => x !== b));
                          tell(t("layouts.removed", { name }));
                        }}
                      />
                    </>
                  )}
                </div>
                {open === b.id && (
                  <fieldset className="co-blockbody" disabled={!operator}>
                    <Texts
                      label={t("layouts.blockTitle")}
                      hint={t("layouts.blockTitleHint")}
                      of={b.title}
                      max={30}
                      onChange={(title) => edit(i, { title })}
                    />
                    <Settings block={b} onChange={(part) => edit(i, part)} />
                  </fieldset>
                )}
              </li>
            );
          })}
        </ol>
        <p className="lw-hide" role="status">
          {told}
        </p>
        {operator && (
          <>
            <div className="co-filters">
              <Select
                label={t("layouts.addBlock")}
                value={adding}
                onPick={(k) => isKind(k) && setAdding(k)}
                options={kinds.map((k) => ({ value: k, label: kindName(k) }))}
              />
              <Button
                kind="plain"
                disabled={blocks.length >= 30}
                onClick={() => {
                  const b = fresh(adding, blocks);
                  set([...blocks, b]);
                  setOpen(b.id);
                }}
              >
                {t("common.add")}
              </Button>
            </div>
            <Field
              label={t("layouts.note")}
              maxLength={200}
              value={note}
              onChange={(e) => setNote(e.target.value)}
              hint={t("layouts.noteHint")}
            />
            <Refused error={save.error} />
            <div className="co-line">
              <Button busy={save.isPending} disabled={!changed} onClick={() => save.mutate()}>
                {t("layouts.save")}
              </Button>
              <Button kind="plain" disabled={!changed} onClick={() => setBlocks(had)}>
                {t("layouts.discard")}
              </Button>
            </div>
          </>
        )}
      </Panel>
      <Preview city={layout.city} blocks={blocks} />
    </div>
  );
}

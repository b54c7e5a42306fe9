import { api } from "@livewell/api/console";
import { faultText, useFormat } from "@livewell/i18n";
import { Button, Notice, Sheet } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useT } from "../../words";
import { read, type ImportRow } from "./csv";
import { menuKey } from "./menudata";

type Fault = { line: number; code: string; field: string };

const part = 200; // rows of one request: progress is seen, and a broken line loses little

/** Takes a menu from a CSV file, part by part. Given again it goes on where it was. */
export function Import({ store, onClose }: { store: string; onClose: () => void }) {
  const t = useT();
  const f = useFormat();
  const queries = useQueryClient();
  const picker = useRef<HTMLInputElement>(null);
  const [rows, setRows] = useState<ImportRow[]>([]);
  const [lacks, setLacks] = useState<string[]>([]);
  const [next, setNext] = useState(0);
  const [done, setDone] = useState(0);
  const [faults, setFaults] = useState<Fault[]>([]);
  const open = async (file: File) => {
    const got = read(await file.text());
    setRows(got.rows);
    setLacks(got.lacks);
    setNext(0);
    setDone(0);
    setFaults([]);
  };
  const send = useMutation({
    mutationFn: async () => {
      for (let at = next; at < rows.length; at += part) {
        const r = await api.importItems(store, rows.slice(at, at + part));
        setDone((n) => n + r.done);
        setFaults((all) => [...all, ...r.faults]);
        setNext(at + part);
      }
      await queries.invalidateQueries({ queryKey: menuKey(store) });
    },
  });
  const over = rows.length > 0 && next >= rows.length;
  return (
    <Sheet title={t("import.title")} onClose={onClose}>
      <div className="lw-stack">
        <p className="lw-muted">{t("import.lead")}</p>
        <p>
          <code>section,name,price,code,name_en,about,stock,barcode,picture</code>
        </p>
        <input
          ref={picker}
          type="file"
          accept=".csv,text/csv"
          hidden
          aria-label={t("import.choose")}
          onChange={(e) => {
            const [file] = e.target.files ?? [];
            if (file) void open(file);
          }}
        />
        <Button kind="soft" onClick={() => picker.current?.click()}>
          {t("import.choose")}
        </Button>
        {lacks.length > 0 && <Notice tone="bad">{t("import.lacks", { columns: lacks.join(", ") })}</Notice>}
        {rows.length > 0 && (
          <>
            <progress value={Math.min(next, rows.length)} max={rows.length} aria-label={t("import.progress")} />
            <p role="status">
              {over
                ? t("import.done", { done, bad: faults.length })
                : t("import.found", { rows: rows.length, at: Math.min(next, rows.length) })}
            </p>
          </>
        )}
        {faults.length > 0 && (
          <ul className="st-faults">
            {faults.slice(0, 200).map((x) => (
              <li key={`${x.line}.${x.field}`}>
                {t("import.line", { line: x.line, field: x.field })} {faultText({ code: x.code }, f)}
              </li>
            ))}
          </ul>
        )}
        {send.error && <Notice tone="bad">{faultText(send.error, f)}</Notice>}
        {rows.length > 0 && !over && (
          <Button block busy={send.isPending} onClick={() => send.mutate()}>
            {next > 0 ? t("import.again") : t("import.send", { rows: rows.length })}
          </Button>
        )}
        {over && (
          <Button block onClick={onClose}>
            {t("import.close")}
          </Button>
        )}
      </div>
    </Sheet>
  );
}

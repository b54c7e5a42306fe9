import { faultText, useFormat, useT } from "@livewell/i18n";
import { Button, Card, Empty, Icon, IconButton, Loading, Notice } from "@livewell/ui";
import { useLayoutEffect, useRef, useState, type PointerEvent } from "react";
import { apps, most, useMyApps, type AppId, type Face, type MyApp } from "../../shared/apps";
import { FaceIcon } from "../../shared/face";
import { useHomeLive } from "../../shared/home";
import { GoLink, SubPage } from "../../shared/nav";
import { moved, placeAt } from "./list";

/** Which apps stand on the home page, and in what order: by dragging, or with buttons. */
export function EditApps() {
  const t = useT();
  const f = useFormat();
  const my = useMyApps();
  const [told, tell] = useState("");
  useHomeLive();
  const name = (a: MyApp) => my.face(a).name;
  const place = (list: MyApp[], a: MyApp) =>
    tell(t("apps.place", { app: name(a), n: list.indexOf(a) + 1, all: list.length }));
  const move = (from: number, to: number) => {
    const list = moved(my.list, from, to);
    const a = my.list[from];
    if (!a || list.join() === my.list.join()) return;
    my.set(list);
    place(list, a);
  };
  const others = (Object.keys(apps) as AppId[]).filter((a) => !my.list.includes(a));
  return (
    <SubPage title={t("apps.title")}>
      <p className="lw-muted">{t(my.stranger ? "apps.localLead" : "apps.lead")}</p>
      {my.error && <Notice tone="bad">{faultText(my.error, f)}</Notice>}
      <h2 className="app-subhead">{t("apps.mine")}</h2>
      {my.pending ? (
        <Loading />
      ) : my.list.length === 0 ? (
        <Card>
          <Empty icon="apps" title={t("apps.none")}>
            <p>{t("apps.noneText")}</p>
          </Empty>
        </Card>
      ) : (
        <Rows
          list={my.list}
          face={my.face}
          onMove={move}
          onRemove={(a) => {
            my.set(my.list.filter((x) => x !== a));
            tell(t("apps.removed", { app: name(a) }));
          }}
        />
      )}
      <p className="lw-hide" role="status">
        {told}
      </p>
      <h2 className="app-subhead">{t("apps.others")}</h2>
      {others.length === 0 ? (
        <p className="lw-muted">{t("apps.all")}</p>
      ) : (
        <ul className="app-others">
          {others.map((a) => (
            <li key={a}>
              <button
                type="button"
                aria-label={t("apps.add", { app: name(a) })}
                disabled={my.all.length >= most}
                onClick={() => {
                  my.set([...my.list, a]);
                  tell(t("apps.added", { app: name(a) }));
                }}
              >
                <Icon name={apps[a].icon} size={26} />
                <span>{name(a)}</span>
                <Icon name="plus" size={16} />
              </button>
            </li>
          ))}
        </ul>
      )}
      <GoLink to="/mini">{t("programs.find")}</GoLink>
      {my.chosen && (
        <Button
          kind="soft"
          block
          onClick={() => {
            my.set(undefined);
            tell(t("apps.wasReset"));
          }}
        >
          {t("apps.reset")}
        </Button>
      )}
    </SubPage>
  );
}

type Rows = {
  list: MyApp[];
  face: (a: MyApp) => Face;
  onMove: (from: number, to: number) => void;
  onRemove: (a: MyApp) => void;
};

/** What is dragged: where it was, and where it would go. */
type Drag = { from: number; to: number; start: number; by: number; height: number };

function Rows({ list, face, onMove, onRemove }: Rows) {
  const t = useT();
  const ul = useRef<HTMLUListElement>(null);
  const [drag, setDrag] = useState<Drag>();
  // Browsers take the focus from what is moved in the document: it comes back.
  const pressed = useRef("");
  useLayoutEffect(() => {
    const b = pressed.current && ul.current?.querySelector(`[data-move="${pressed.current}"]`);
    if (b instanceof HTMLElement) b.focus();
    pressed.current = "";
  }, [list]);
  const press = (a: MyApp, i: number, by: 1 | -1) => {
    if (i + by < 0 || i + by >= list.length) return;
    pressed.current = `${a} ${by}`;
    onMove(i, i + by);
  };

  /** Where the dragged row would go: among the middles of the rows that stay, as they lie without it. */
  const target = (d: Drag, y: number) => {
    const rows = [...(ul.current?.children ?? [])].map((c) => c as HTMLElement);
    const top = ul.current?.getBoundingClientRect().top ?? 0;
    const middles = rows.flatMap((r, i) =>
      i === d.from ? [] : [top + r.offsetTop + r.offsetHeight / 2 - (i > d.from ? d.height : 0)],
    );
    const centre = top + (rows[d.from]?.offsetTop ?? 0) + (y - d.start);
    return placeAt(centre, middles);
  };
  const start = (e: PointerEvent<HTMLElement>, from: number) => {
    e.preventDefault();
    e.currentTarget.setPointerCapture(e.pointerId);
    const height = e.currentTarget.closest("li")?.offsetHeight ?? 0;
    setDrag({ from, to: from, start: e.clientY, by: 0, height });
  };
  const go = (e: PointerEvent<HTMLElement>) =>
    drag && setDrag({ ...drag, by: e.clientY - drag.start, to: target(drag, e.clientY) });
  const end = (keep: boolean) => {
    if (drag && keep) onMove(drag.from, drag.to);
    setDrag(undefined);
  };
  const shift = (i: number) => {
    if (!drag || i === drag.from) return undefined;
    if (i > drag.from && i <= drag.to) return `0 ${-drag.height}px`;
    if (i < drag.from && i >= drag.to) return `0 ${drag.height}px`;
    return undefined;
  };
  return (
    <ul className="app-edit lw-list" ref={ul} data-dragging={drag !== undefined}>
      {list.map((a, i) => {
        const name = face(a).name;
        return (
          <li
            key={a}
            data-drag={drag?.from === i}
            style={{ translate: drag?.from === i ? `0 ${drag.by}px` : shift(i) }}
          >
            <span
              className="app-grip"
              title={t("apps.drag")}
              onPointerDown={(e) => start(e, i)}
              onPointerMove={go}
              onPointerUp={() => end(true)}
              onPointerCancel={() => end(false)}
            >
              <Icon name="grip" size={26} />
            </span>
            <FaceIcon of={face(a)} size={24} />
            <span className="app-edit-name">{name}</span>
            {/* At an end a button stays, and so does the focus on it. */}
            <IconButton
              icon="up"
              label={t("apps.up", { app: name })}
              aria-disabled={i === 0}
              data-move={`${a} -1`}
              onClick={() => press(a, i, -1)}
            />
            <IconButton
              icon="down"
              label={t("apps.down", { app: name })}
              aria-disabled={i === list.length - 1}
              data-move={`${a} 1`}
              onClick={() => press(a, i, 1)}
            />
            <IconButton icon="close" label={t("apps.remove", { app: name })} onClick={() => onRemove(a)} />
          </li>
        );
      })}
    </ul>
  );
}

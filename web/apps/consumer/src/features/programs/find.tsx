import { api, type MiniCard } from "@livewell/api";
import { faultText, useFormat, useT } from "@livewell/i18n";
import { Choice, Empty, IconButton, Notice, Search } from "@livewell/ui";
import { Link } from "@tanstack/react-router";
import { useDeferredValue, useState } from "react";
import { miniId, most, useMiniName, useMyApps } from "../../shared/apps";
import { useCity } from "../../shared/city";
import { Listed } from "../../shared/listed";
import { SubPage } from "../../shared/nav";
import { Picture } from "../../shared/picture";

const kinds = [
  ...(["food", "shopping", "travel", "transport", "health", "education"] as const),
  ...(["finance", "government", "entertainment", "tools", "other"] as const),
];
type Kind = (typeof kinds)[number] | "";

/** The mini programs of the city, by category and by words. */
export function FindPrograms() {
  const t = useT();
  const f = useFormat();
  const my = useMyApps();
  const city = useCity().data?.city.code ?? "";
  const [text, setText] = useState("");
  const [category, setCategory] = useState<Kind>("");
  const [told, tell] = useState("");
  const q = useDeferredValue(text.trim());
  const toggle = (id: ReturnType<typeof miniId>, name: string, on: boolean) => {
    my.toggle(id, on);
    tell(t(on ? "apps.added" : "apps.removed", { app: name }));
  };
  return (
    <SubPage title={t("programs.title")}>
      <Search label={t("programs.search")} value={text} onChange={setText} />
      <Choice
        look="chips"
        label={t("programs.kinds")}
        value={category}
        onChange={setCategory}
        options={[
          { value: "" as Kind, label: t("programs.all") },
          ...kinds.map((k) => ({ value: k as Kind, label: t(`programs.kind.${k}`) })),
        ]}
      />
      {my.error && <Notice tone="bad">{faultText(my.error, f)}</Notice>}
      {my.all.length >= most && <Notice>{t("programs.full")}</Notice>}
      <p className="lw-hide" role="status">
        {told}
      </p>
      <Listed
        queryKey={["programs", q, category, city]}
        fetch={(cursor) => api.miniPrograms({ q, category, city, ...(cursor ? { cursor } : {}) })}
        empty={
          <Empty icon="apps" title={t("programs.none")}>
            <p>{t("programs.noneText")}</p>
          </Empty>
        }
      >
        {(rows) => (
          <ul className="app-stores">
            {rows.map((m) => (
              <Row
                key={m.app}
                of={m}
                mine={my.all.includes(miniId(m.app))}
                ready={!my.pending}
                full={my.all.length >= most}
                onToggle={toggle}
              />
            ))}
          </ul>
        )}
      </Listed>
    </SubPage>
  );
}

type Row = {
  of: MiniCard;
  mine: boolean;
  ready: boolean;
  full: boolean;
  onToggle: (id: ReturnType<typeof miniId>, name: string, on: boolean) => void;
};

function Row({ of, mine, ready, full, onToggle }: Row) {
  const t = useT();
  const name = useMiniName()(of);
  return (
    <li className="app-found">
      <Link to="/mini/$app" params={{ app: of.app }}>
        <Picture of={of.icon} size={56} />
        <span>
          <strong>{name}</strong>
          <span className="lw-small lw-muted">{of.slogan || t(`programs.kind.${of.category}`)}</span>
        </span>
      </Link>
      <IconButton
        icon={mine ? "close" : "plus"}
        label={t(mine ? "apps.remove" : "apps.add", { app: name })}
        disabled={!ready || (full && !mine)}
        onClick={() => onToggle(miniId(of.app), name, !mine)}
      />
    </li>
  );
}

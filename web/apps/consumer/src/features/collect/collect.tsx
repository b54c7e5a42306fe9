import { api } from "@livewell/api";
import { faultText, useFormat, useT } from "@livewell/i18n";
import { Button, Card, Field, Icon, List } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type SyntheticEvent } from "react";
import { RowLink, SubPage } from "../../shared/nav";
import { useMe } from "../../shared/session";
import { Shown } from "../../shared/states";

/** Where a person's shops are, or where the first one is made. */
export function Collect() {
  const t = useT();
  const f = useFormat();
  const shops = useQuery({ queryKey: ["shops"], queryFn: api.shops });
  const [more, setMore] = useState(false);
  return (
    <SubPage title={t("home.collect")} above="/">
      <Shown of={shops}>
        {({ items }) => {
          const mine = items.filter((s) => s.kind !== "developer");
          return mine.length === 0 || more ? (
            <Start />
          ) : (
            <>
              <List>
                {mine.map((s) => (
                  <RowLink
                    key={s.id}
                    to="/collect/$shop"
                    params={{ shop: s.id }}
                    icon="store"
                    title={s.name}
                    note={t(`coder.role.${s.role}`)}
                    extra={f.money(s.balance)}
                  />
                ))}
              </List>
              <Button kind="soft" block onClick={() => setMore(true)}>
                <Icon name="plus" size={20} />
                {t("coder.another")}
              </Button>
            </>
          );
        }}
      </Shown>
    </SubPage>
  );
}

function Start() {
  const t = useT();
  const f = useFormat();
  const me = useMe();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [key, setKey] = useState(() => crypto.randomUUID());
  const [name, setName] = useState(me.user.name);
  const start = useMutation({
    mutationFn: () => api.startCoder(key, name.trim()),
    onSuccess: (s) => {
      void queries.invalidateQueries({ queryKey: ["shops"] });
      void navigate({ to: "/collect/$shop/codes/$code", params: { shop: s.shop.id, code: s.code.id }, replace: true });
    },
  });
  const submit = (e: SyntheticEvent) => {
    e.preventDefault();
    if (!start.isPending) start.mutate();
  };
  return (
    <>
      <div className="app-hello" style={{ paddingTop: "1rem" }}>
        <span className="lw-row-icon" style={{ width: "4rem", height: "4rem" }}>
          <Icon name="store" size={36} />
        </span>
        <h2>{t("coder.startTitle")}</h2>
        <p className="lw-muted">{t("coder.startText")}</p>
      </div>
      <Card>
        <form className="lw-stack" onSubmit={submit}>
          <Field
            label={t("coder.name")}
            maxLength={40}
            value={name}
            onChange={(e) => {
              setName(e.target.value);
              setKey(crypto.randomUUID()); // another name is another request
            }}
            hint={t("coder.nameHint")}
            error={start.error ? faultText(start.error, f) : undefined}
          />
          <Button type="submit" block busy={start.isPending} disabled={name.trim() === ""}>
            {t("coder.make")}
          </Button>
        </form>
      </Card>
    </>
  );
}

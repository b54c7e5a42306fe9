import { api } from "@livewell/api";
import { faultText, useFormat, useT } from "@livewell/i18n";
import { Ask, Button, Card, Empty, IconButton, List, ListHead, Notice, Row } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Confirm } from "../../shared/confirm";
import { RowLink, SubPage } from "../../shared/nav";
import { addPasskey, gaveUp, hasPasskeys } from "../../shared/passkey";
import { useMe } from "../../shared/session";
import { Shown } from "../../shared/states";

export function Security() {
  const t = useT();
  const f = useFormat();
  const me = useMe();
  const pin = useQuery({ queryKey: ["pin"], queryFn: api.pin });
  const locked = pin.data?.lockedUntil;
  return (
    <SubPage title={t("security.title")} above="/me">
      {locked && (
        <Notice tone="warn" icon="lock">
          {t("pin.lockedUntil", { at: f.dateTime(locked) })}
        </Notice>
      )}
      <List>
        <RowLink
          to="/me/pin"
          icon="lock"
          title={me.pinSet ? t("pin.change") : t("pin.set")}
          note={me.pinSet ? t("pin.isSet") : t("pin.isNotSet")}
        />
      </List>
      <Passkeys />
    </SubPage>
  );
}

function Passkeys() {
  const t = useT();
  const f = useFormat();
  const me = useMe();
  const queries = useQueryClient();
  const [adding, setAdding] = useState(false);
  const [dropping, setDropping] = useState<{ id: string; name: string }>();
  const fresh = () => queries.invalidateQueries({ queryKey: ["passkeys"] });
  const keys = useQuery({ queryKey: ["passkeys"], queryFn: api.passkeys });
  const add = useMutation({ mutationFn: (proof?: string) => addPasskey(proof), onSuccess: fresh });
  const drop = useMutation({
    mutationFn: (id: string) => api.dropPasskey(id),
    onSuccess: async () => {
      await fresh();
      setDropping(undefined);
    },
  });
  return (
    <>
      <ListHead>{t("passkeys.title")}</ListHead>
      <p className="lw-muted lw-small">{t("passkeys.what")}</p>
      <Shown of={keys}>
        {(k) =>
          k.items.length ? (
            <List>
              {k.items.map((x) => (
                <Row
                  key={x.id}
                  icon="key"
                  title={x.name}
                  note={
                    x.usedAt
                      ? t("passkeys.used", { at: f.short(x.usedAt) })
                      : t("passkeys.added", { at: f.short(x.createdAt) })
                  }
                  extra={
                    <IconButton
                      icon="close"
                      label={t("passkeys.drop", { name: x.name })}
                      onClick={() => setDropping(x)}
                    />
                  }
                />
              ))}
            </List>
          ) : (
            <Card>
              <Empty icon="key" title={t("passkeys.none")} />
            </Card>
          )
        }
      </Shown>
      {hasPasskeys() ? (
        <Button
          kind="soft"
          block
          busy={add.isPending}
          onClick={() => (me.pinSet ? setAdding(true) : add.mutate(undefined))}
        >
          {t("passkeys.add")}
        </Button>
      ) : (
        <Notice>{t("passkeys.cannot")}</Notice>
      )}
      {add.error && !gaveUp(add.error) && <Notice tone="bad">{faultText(add.error, f)}</Notice>}
      {adding && (
        <Confirm
          title={t("passkeys.add")}
          onClose={() => setAdding(false)}
          onProof={async (proof) => {
            setAdding(false);
            await add.mutateAsync(proof).catch(() => undefined); // shown above
          }}
        />
      )}
      {dropping && (
        <Ask
          title={t("passkeys.dropAsk")}
          text={dropping.name}
          action={t("common.remove")}
          danger
          busy={drop.isPending}
          error={drop.error ? faultText(drop.error, f) : undefined}
          onYes={() => drop.mutate(dropping.id)}
          onClose={() => setDropping(undefined)}
        />
      )}
    </>
  );
}

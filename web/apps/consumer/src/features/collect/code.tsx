import { api } from "@livewell/api";
import { faultText, useFormat, useLanguage, useT } from "@livewell/i18n";
import { Ask, Button, ButtonLink, Empty, Icon, Qr } from "@livewell/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { GoLink, SubPage } from "../../shared/nav";
import { Shown } from "../../shared/states";
import { useShop } from "./use";

/** One code, ready to print. */
export function CodePage({ shop, code }: { shop: string; code: string }) {
  const t = useT();
  const f = useFormat();
  const lang = useLanguage();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [ending, setEnding] = useState(false);
  const s = useShop(shop);
  const codes = useQuery({ queryKey: ["codes", shop], queryFn: () => api.codes(shop) });
  const end = useMutation({
    mutationFn: () => api.endCode(shop, code),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["codes", shop] });
      void navigate({ to: "/collect/$shop", params: { shop }, replace: true });
    },
  });
  const file = (kind: string) => `/api/coder/${shop}/codes/${code}/poster.${kind}?lang=${lang}`;
  return (
    <SubPage title={t("coder.code")} above={`/collect/${shop}`}>
      <Shown of={codes}>
        {({ items }) => {
          const c = items.find((x) => x.id === code);
          if (!c) return <Empty icon="help" title={t("coder.codeGone")} />;
          return (
            <>
              <div className="app-paper">
                <p>{t("coder.scanToPay")}</p>
                <Qr text={c.content} label={t("coder.qrLabel", { name: s.data?.name ?? "" })} />
                <strong style={{ fontSize: "1.375rem" }}>{s.data?.name}</strong>
                {c.label && <span>{c.label}</span>}
                {c.amount && <span className="lw-total">{f.money(c.amount)}</span>}
                <span className="lw-muted lw-small">{t("coder.short", { code: c.short })}</span>
              </div>
              <div className="app-two app-noprint">
                <Button onClick={() => print()} style={{ gridColumn: "1 / -1" }}>
                  <Icon name="print" size={20} />
                  {t("coder.print")}
                </Button>
                <ButtonLink kind="plain" href={file("pdf")} target="_blank" rel="noreferrer">
                  {t("coder.pdf")}
                </ButtonLink>
                <ButtonLink kind="plain" href={file("svg")} target="_blank" rel="noreferrer">
                  {t("coder.svg")}
                </ButtonLink>
              </div>
              <GoLink kind="soft" block to="/collect/$shop/live" params={{ shop }}>
                <Icon name="sound" size={20} />
                {t("coder.live")}
              </GoLink>
              {items.length > 1 && s.data && s.data.role !== "cashier" && (
                <div className="app-noprint">
                  <Button kind="danger" block onClick={() => setEnding(true)}>
                    {t("coder.end")}
                  </Button>
                </div>
              )}
            </>
          );
        }}
      </Shown>
      {ending && (
        <Ask
          title={t("coder.endAsk")}
          text={t("coder.endText")}
          action={t("coder.end")}
          danger
          busy={end.isPending}
          error={end.error ? faultText(end.error, f) : undefined}
          onYes={() => end.mutate()}
          onClose={() => setEnding(false)}
        />
      )}
    </SubPage>
  );
}

import { api, type FlashSale, type GroupDeal, type Store } from "@livewell/api/console";
import { Button, Empty, Notice } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Money, Tag, Time } from "../../shared/bits";
import { Panel } from "../../shared/screen";
import { Shown } from "../../shared/states";
import { Table } from "../../shared/table";
import { useT } from "../../words";
import { StoreFrame } from "./frame";
import { useMenu } from "./menudata";
import { Own, useNamed } from "./names";
import { waresOf, type Ware } from "./offerform";
import { FlashForm, GroupForm, offersKey } from "./offerforms";

export function OffersPage() {
  const t = useT();
  return (
    <StoreFrame title={t("store.offers")} managed>
      {(store) => <Inside of={store} />}
    </StoreFrame>
  );
}

function Inside({ of }: { of: Store }) {
  const t = useT();
  const named = useNamed();
  const menu = useMenu(of.id);
  const offers = useQuery({ queryKey: offersKey(of.id), queryFn: () => api.offers(of.id) });
  const [opening, setOpening] = useState<"flash" | "group">();
  const wares = menu.data ? waresOf(menu.data, named) : [];
  const close = () => setOpening(undefined);
  const open = (what: "flash" | "group") =>
    wares.length > 0 && (
      <Button kind="plain" onClick={() => setOpening(what)}>
        {t(what === "flash" ? "offers.openFlash" : "offers.openGroup")}
      </Button>
    );
  return (
    <Shown of={menu}>
      {() => (
        <div className="lw-stack">
          {wares.length === 0 && <Notice>{t("offers.emptyMenu")}</Notice>}
          <Panel title={t("offers.flash")} end={open("flash")}>
            <Shown of={offers}>{(o) => <Flash of={o.flash} wares={wares} />}</Shown>
          </Panel>
          <Panel title={t("offers.groups")} end={open("group")}>
            <Shown of={offers}>{(o) => <Groups of={o.groups} wares={wares} />}</Shown>
          </Panel>
          {opening === "flash" && <FlashForm store={of.id} wares={wares} onClose={close} />}
          {opening === "group" && <GroupForm store={of.id} wares={wares} onClose={close} />}
        </div>
      )}
    </Shown>
  );
}

function What({ sku, wares }: { sku: string; wares: Ware[] }) {
  const t = useT();
  const ware = wares.find((w) => w.sku === sku);
  return ware ? <Own>{ware.name}</Own> : t("offers.gone");
}

function Flash({ of, wares }: { of: FlashSale[]; wares: Ware[] }) {
  const t = useT();
  if (of.length === 0)
    return (
      <Empty title={t("offers.noFlash")}>
        <p>{t("offers.flashText")}</p>
      </Empty>
    );
  const state = (s: FlashSale) => {
    if (s.left <= 0) return <Tag tone="quiet">{t("offers.states.gone")}</Tag>;
    const soon = Date.parse(s.starts) > Date.now();
    return soon ? <Tag>{t("offers.states.soon")}</Tag> : <Tag tone="good">{t("offers.states.on")}</Tag>;
  };
  return (
    <Table
      caption={t("offers.flash")}
      rows={of}
      id={(s) => s.id}
      columns={[
        { head: t("offers.what"), main: true, cell: (s) => <What sku={s.sku} wares={wares} /> },
        { head: t("offers.state"), cell: state },
        { head: t("offers.from"), cell: (s) => <Time at={s.starts} /> },
        { head: t("offers.to"), cell: (s) => <Time at={s.ends} /> },
        { head: t("offers.each"), end: true, cell: (s) => s.each },
        {
          head: t("offers.left"),
          end: true,
          cell: (s) => t("offers.leftOf", { left: s.left, pieces: s.pieces }),
        },
        { head: t("offers.price"), end: true, cell: (s) => <Money of={s.price} /> },
      ]}
    />
  );
}

function Groups({ of, wares }: { of: GroupDeal[]; wares: Ware[] }) {
  const t = useT();
  if (of.length === 0)
    return (
      <Empty title={t("offers.noGroups")}>
        <p>{t("offers.groupText")}</p>
      </Empty>
    );
  return (
    <Table
      caption={t("offers.groups")}
      rows={of}
      id={(d) => d.id}
      columns={[
        { head: t("offers.what"), main: true, cell: (d) => <What sku={d.sku} wares={wares} /> },
        { head: t("offers.until"), cell: (d) => <Time at={d.ends} /> },
        { head: t("offers.hours"), end: true, cell: (d) => d.hours },
        { head: t("offers.size"), end: true, cell: (d) => d.size },
        { head: t("offers.gathering"), end: true, cell: (d) => d.gathering.length },
        { head: t("offers.price"), end: true, cell: (d) => <Money of={d.price} /> },
      ]}
    />
  );
}

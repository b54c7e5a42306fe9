import { api, type HomeBlock } from "@livewell/api/console";
import { Icon, type IconName } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";
import { Panel } from "../../shared/screen";
import { useT } from "../../words";
import { useKindName, useNameOf, useText } from "./names";

/** The page as a phone would show it, with empty places where the person's own things stand. */
export function Preview({ city, blocks }: { city: string; blocks: HomeBlock[] }) {
  const t = useT();
  const nameOf = useNameOf();
  const cities = useQuery({ queryKey: ["homeCities"], queryFn: api.homeCities });
  const here = cities.data?.items.find((c) => c.city === city);
  return (
    <Panel title={t("layouts.preview")}>
      <div className="co-phone" role="group" tabIndex={0} aria-label={t("layouts.preview")}>
        <div className="co-phonehead" translate="no">
          <Icon name="place" size={14} /> {nameOf(city)}
        </div>
        {here?.crisis && <Warning text={here.crisis.text} contactless={here.crisis.contactless} />}
        {blocks.length === 0 && <p className="lw-muted lw-centre">{t("layouts.emptyPage")}</p>}
        {blocks.map((b) => (
          <Block key={b.id} block={b} buttons={(here?.buttons ?? []).filter((x) => x.exists).map((x) => x.vertical)} />
        ))}
      </div>
      <p className="lw-hint">{t("layouts.previewHint")}</p>
    </Panel>
  );
}

function Warning({ text: own, contactless }: { text: { zh: string; en: string }; contactless: boolean }) {
  const t = useT();
  const text = useText();
  return (
    <div className="co-phonewarn">
      <strong translate="no">{text(own)}</strong>
      {contactless && <span>{t("layouts.contactlessText")}</span>}
    </div>
  );
}

const quickIcons: Record<string, IconName> = {
  scan: "scan",
  paycode: "paycode",
  receive: "receive",
  transfer: "transfer",
};
const verticalIcons: Record<string, IconName> = {
  takeaway: "bowl",
  food: "fork",
  hotels: "bed",
  movies: "film",
  civic: "civic",
};

function Block({ block: b, buttons }: { block: HomeBlock; buttons: string[] }) {
  const t = useT();
  const text = useText();
  const kindName = useKindName();
  const title = text(b.title);
  if (b.quick)
    return (
      <div className="co-phonequick">
        {b.quick.items.map((x) => (
          <Icon key={x} name={quickIcons[x] ?? "help"} size={20} />
        ))}
      </div>
    );
  if (b.notice) return <Warning text={b.notice.text} contactless={b.notice.contactless} />;
  if (b.strip)
    return (
      <div className="co-phonebox row">
        <Icon name="bell" size={14} />
        <span translate="no">{text(b.strip.text) || t("layouts.newest")}</span>
      </div>
    );
  if (b.banners)
    return (
      <div className="co-phonebanners">
        {b.banners.items.map((x, i) => (
          <div key={i}>
            <small>{t(`layouts.labels.${x.label}`)}</small>
            <strong translate="no">{text(x.title)}</strong>
            <span translate="no">{text(x.text)}</span>
          </div>
        ))}
      </div>
    );
  const cells = b.apps ? b.apps.most : b.shelf ? Math.min(4, b.shelf.most) : b.recent ? b.recent.most : b.feed ? 4 : 0;
  const look = b.apps ? "five" : b.shelf ? "four" : b.feed ? "two" : "one";
  return (
    <div className="co-phonebox">
      <strong translate={title ? "no" : "yes"}>{title || kindName(b.kind)}</strong>
      {b.apps && buttons.length > 0 && (
        <div className="co-phonecells five">
          {buttons.map((v) => (
            <span key={v} className="big">
              <Icon name={verticalIcons[v] ?? "help"} size={16} />
            </span>
          ))}
        </div>
      )}
      {cells > 0 && (
        <div className={`co-phonecells ${look}`} aria-hidden="true">
          {Array.from({ length: cells }, (_, i) => (
            <span key={i} />
          ))}
        </div>
      )}
    </div>
  );
}

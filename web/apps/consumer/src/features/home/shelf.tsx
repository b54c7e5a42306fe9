import type { HomeBlock } from "@livewell/api";
import { useFormat, useT } from "@livewell/i18n";
import { ListHead } from "@livewell/ui";
import { Link } from "@tanstack/react-router";
import { useText } from "../../shared/home";
import { useName } from "../../shared/name";
import { Picture } from "../../shared/picture";
import { distinct, useFeed } from "./cards";

/** A row of things from stores of some kinds that are open and in reach; nothing where there are too few. */
export function Shelf({ block }: { block: HomeBlock }) {
  const t = useT();
  const f = useFormat();
  const text = useText();
  const name = useName();
  const most = block.shelf?.most ?? 8;
  const kinds = block.shelf?.stores ?? [];
  // Stores come between their things: twice as many cards hold enough of them.
  const feed = useFeed(kinds, Math.min(40, 2 * most));
  if (feed.isPending) return <div className="app-shelf-space" />;
  const items = distinct(feed.data?.pages ?? [])
    .filter((c) => c.item)
    .slice(0, most);
  const title = text(block.title) || t(block.kind === "group" ? "blocks.group" : "blocks.daily");
  if (items.length < 2) return null;
  return (
    <section aria-label={title}>
      <ListHead
        end={
          <Link
            to="/stores"
            search={{ mode: "takeaway", kind: kinds[0] ?? "" }}
            className="lw-button link"
            aria-label={t("blocks.allOf", { what: title })}
          >
            {t("blocks.all")}
          </Link>
        }
      >
        {title}
      </ListHead>
      <ul className="app-shelf">
        {items.map((c) => (
          <li key={c.id}>
            <Link to="/stores/$id" params={{ id: c.store }}>
              <Picture of={c.picture} size={112} />
              <span className="app-shelf-name" translate="no">
                {name(c)}
              </span>
              {c.price && (
                <strong className="lw-num">
                  {c.from ? t("feed.from", { amount: f.money(c.price) }) : f.money(c.price)}
                </strong>
              )}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

import { api, type HomeBlock, type HomeText } from "@livewell/api";
import { messageText, useFormat, useT } from "@livewell/i18n";
import { Icon } from "@livewell/ui";
import { useQuery } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useText } from "../../shared/home";

/** A link to a page of the app that an operator wrote; without one just its content. */
export function Inside({
  to,
  className,
  children,
}: {
  to: string | undefined;
  className: string;
  children: ReactNode;
}) {
  const router = useRouter();
  if (!to) return <div className={className}>{children}</div>;
  return (
    <a
      href={to}
      className={className}
      onClick={(e) => {
        if (e.metaKey || e.ctrlKey || e.shiftKey) return;
        e.preventDefault();
        router.history.push(to);
      }}
    >
      {children}
    </a>
  );
}

const empty = (x: HomeText) => !x.zh && !x.en;

/** One line: what an operator says, else the newest message that nobody has read. */
export function Strip({ block }: { block: HomeBlock }) {
  const text = useText();
  const own = block.strip;
  if (!own) return null;
  if (empty(own.text)) return <Newest />;
  return (
    <Inside to={own.to} className="app-strip">
      <Icon name="bell" size={18} />
      <span translate="no">{text(own.text)}</span>
      {own.to && <Icon name="next" size={14} />}
    </Inside>
  );
}

function Newest() {
  const t = useT();
  const f = useFormat();
  const unread = useQuery({ queryKey: ["unread"], queryFn: api.unread });
  const newest = useQuery({
    queryKey: ["messages", "newest"],
    queryFn: () => api.messages({ limit: 1 }),
    enabled: (unread.data?.total ?? 0) > 0,
  });
  const m = newest.data?.items[0];
  return (
    <Link to="/messages" className="app-strip">
      <Icon name="bell" size={18} />
      <span>{m ? messageText(m.code, m.args, f).title : t("tabs.messages")}</span>
      <Icon name="next" size={14} />
    </Link>
  );
}

/** What everybody must know. */
export function Important({ block }: { block: HomeBlock }) {
  const t = useT();
  const text = useText();
  if (!block.notice) return null;
  return (
    <section className="app-important" aria-label={text(block.title) || t("blocks.important")}>
      <Icon name="warn" size={22} />
      <div>
        <strong>{text(block.title) || t("blocks.important")}</strong>
        <p translate="no">{text(block.notice.text)}</p>
        {block.notice.contactless && <p>{t("blocks.contactless")}</p>}
      </div>
    </section>
  );
}

/** Pictures with words, each of which says whether somebody pays for it. */
export function Banners({ block }: { block: HomeBlock }) {
  const t = useT();
  const text = useText();
  const items = block.banners?.items ?? [];
  return (
    <section aria-label={text(block.title) || t("blocks.banners")}>
      <ul className="app-banners" data-one={items.length === 1}>
        {items.map((b, i) => (
          <li key={i}>
            <Inside to={b.to} className="app-banner">
              {b.picture && <img src={b.picture} alt="" width={320} height={128} loading="lazy" />}
              <span className="app-banner-label">{t(`blocks.${b.label}`)}</span>
              <strong translate="no">{text(b.title)}</strong>
              {text(b.text) && <span translate="no">{text(b.text)}</span>}
            </Inside>
          </li>
        ))}
      </ul>
    </section>
  );
}

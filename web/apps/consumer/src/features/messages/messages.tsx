import { api, type Category, type Message } from "@livewell/api";
import { messageText, useFormat, useT } from "@livewell/i18n";
import { Button, Choice, Empty, Icon, List, Loading, Page, type IconName } from "@livewell/ui";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { Failed } from "../../shared/states";
import { categories } from "./categories";

const icons: Record<Category, IconName> = {
  payment: "card",
  security: "shield",
  order: "bills",
  service: "apps",
  promotion: "bell",
};

export function Messages() {
  const t = useT();
  const queries = useQueryClient();
  const [category, setCategory] = useState<Category | "">("");
  const unread = useQuery({ queryKey: ["unread"], queryFn: api.unread });
  const chosen = category || undefined;
  const list = useInfiniteQuery({
    queryKey: ["messages", category],
    queryFn: ({ pageParam }) => api.messages({ category: chosen, cursor: pageParam }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next,
  });
  const readAll = useMutation({
    mutationFn: () => api.readMessages(chosen),
    onSuccess: () => Promise.all(["messages", "unread"].map((k) => queries.invalidateQueries({ queryKey: [k] }))),
  });
  const count = (c: Category) => Number(unread.data?.categories[c] ?? 0);
  const name = (c: Category) =>
    count(c)
      ? t("messages.withUnread", { name: t(`messages.category.${c}`), count: count(c) })
      : t(`messages.category.${c}`);
  const items = list.data?.pages.flatMap((p) => p.items) ?? [];
  return (
    <Page
      title={t("tabs.messages")}
      end={
        <Link to="/messages/preferences" className="lw-iconbutton" aria-label={t("messages.preferences")}>
          <Icon name="settings" />
        </Link>
      }
    >
      <Choice
        label={t("messages.categories")}
        look="chips"
        value={category}
        onChange={setCategory}
        options={[{ value: "", label: t("messages.all") }, ...categories.map((c) => ({ value: c, label: name(c) }))]}
      />
      {Boolean(unread.data?.total) && (
        <Button kind="link" busy={readAll.isPending} onClick={() => readAll.mutate()}>
          {t("messages.readAll")}
        </Button>
      )}
      {list.error && !list.data && <Failed error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <Loading />}
      {list.data && items.length === 0 && <Empty icon="messages" title={t("messages.none")} />}
      {items.length > 0 && (
        <List>
          {items.map((m) => (
            <MessageRow key={m.id} message={m} />
          ))}
        </List>
      )}
      {list.hasNextPage && (
        <Button kind="soft" block busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t("common.more")}
        </Button>
      )}
    </Page>
  );
}

function MessageRow({ message: m }: { message: Message }) {
  const t = useT();
  const f = useFormat();
  const router = useRouter();
  const queries = useQueryClient();
  const { title, text } = messageText(m.code, m.args, f);
  const read = useMutation({
    mutationFn: () => api.readMessage(m.id),
    onSuccess: () => Promise.all(["messages", "unread"].map((k) => queries.invalidateQueries({ queryKey: [k] }))),
  });
  const open = () => {
    if (!m.read) read.mutate();
    if (m.link) void router.navigate({ href: m.link });
  };
  return (
    <li>
      <button type="button" className="lw-row" onClick={open}>
        <span className={`lw-row-icon ${m.category === "security" ? "warn" : ""}`}>
          <Icon name={icons[m.category]} size={22} />
        </span>
        <span className="lw-row-text">
          <span style={{ fontWeight: m.read ? 400 : 600 }}>
            {title} {!m.read && <span className="lw-dot" role="img" aria-label={t("messages.new")} />}
          </span>
          {text && <span className="lw-row-note">{text}</span>}
          <span className="lw-row-note">{f.short(m.at)}</span>
        </span>
      </button>
    </li>
  );
}

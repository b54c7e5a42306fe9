import { api, type OrderLine } from "@livewell/api";
import { faultText, useFormat, useT } from "@livewell/i18n";
import { Button, Icon, Notice, Sheet, shrink, useToast } from "@livewell/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useRef, useState } from "react";
import { offline } from "../../shared/kept";
import { sendLater } from "../../shared/later";
import { useName } from "../../shared/name";
import { useMe } from "../../shared/session";

/** What a buyer says of a line of their order. */
export function WriteReview({ order, line, onClose }: { order: string; line: OrderLine; onClose: () => void }) {
  const t = useT();
  const f = useFormat();
  const name = useName();
  const toast = useToast();
  const queries = useQueryClient();
  const me = useMe().user.id;
  const id = useId();
  const picker = useRef<HTMLInputElement>(null);
  const [stars, setStars] = useState(5);
  const [words, setWords] = useState("");
  const [photo, setPhoto] = useState<string>();
  const send = useMutation({
    mutationFn: async () => {
      const review = { line: line.no, stars, ...(words.trim() ? { words } : {}), ...(photo ? { photo } : {}) };
      try {
        await api.addReview(order, review);
        return true;
      } catch (e) {
        if (offline(e) && sendLater(me, order, review)) return false;
        throw e;
      }
    },
    onSuccess: async (sent) => {
      await queries.invalidateQueries({ queryKey: ["reviewed", order] });
      toast(t(sent ? "review.done" : "review.later"));
      onClose();
    },
  });
  return (
    <Sheet title={t("review.write", { item: name(line) })} onClose={onClose}>
      <form
        className="lw-stack"
        onSubmit={(e) => {
          e.preventDefault();
          if (!send.isPending) send.mutate();
        }}
      >
        <fieldset className="app-rate">
          <legend className="lw-hide">{t("review.stars")}</legend>
          {[1, 2, 3, 4, 5].map((n) => (
            <label key={n} data-on={n <= stars}>
              <input type="radio" name={id} checked={n === stars} onChange={() => setStars(n)} />
              <span aria-hidden>★</span>
              <span className="lw-hide">{t("review.star", { count: n })}</span>
            </label>
          ))}
        </fieldset>
        <div className="lw-field">
          <label htmlFor={`${id}-words`}>{t("review.words")}</label>
          <textarea
            id={`${id}-words`}
            className="lw-input"
            rows={4}
            maxLength={500}
            value={words}
            onChange={(e) => setWords(e.target.value)}
          />
        </div>
        <input
          ref={picker}
          type="file"
          accept="image/*"
          hidden
          aria-label={t("review.photo")}
          onChange={(e) => {
            const [file] = e.target.files ?? [];
            if (file) void shrink(file).then(setPhoto);
          }}
        />
        <Button kind="soft" onClick={() => picker.current?.click()}>
          <Icon name="picture" size={18} />
          {t("review.photo")}
        </Button>
        {photo && <p role="status">{t("review.chosen")}</p>}
        {send.error && <Notice tone="bad">{faultText(send.error, f)}</Notice>}
        <Button type="submit" block busy={send.isPending}>
          {t("review.send")}
        </Button>
      </form>
    </Sheet>
  );
}

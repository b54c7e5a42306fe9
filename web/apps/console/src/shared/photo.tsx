import { api } from "@livewell/api/console";
import { Button, Icon, shrink } from "@livewell/ui";
import { useMutation } from "@tanstack/react-query";
import { useId, useRef } from "react";
import { useT } from "../words";
import { Refused } from "./states";

/** A picture of the device, small enough to send, in base64. */
export function PhotoButton({
  label,
  busy,
  onPick,
}: {
  label: string;
  busy?: boolean;
  onPick: (jpeg: Promise<string>) => void;
}) {
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={picker}
        type="file"
        accept="image/*"
        hidden
        aria-label={label}
        onChange={(e) => {
          const [file] = e.target.files ?? [];
          if (file) onPick(shrink(file));
          e.target.value = ""; // the same file may be chosen again
        }}
      />
      <Button kind="soft" busy={busy ?? false} onClick={() => picker.current?.click()}>
        <Icon name="picture" size={18} />
        {label}
      </Button>
    </>
  );
}

/** The picture of a store or an item: chosen, shown, taken away. */
export function PictureField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (path: string) => void;
}) {
  const t = useT();
  const id = useId();
  const add = useMutation({
    mutationFn: async (jpeg: Promise<string>) => api.addPicture(await jpeg),
    onSuccess: ({ path }) => onChange(path),
  });
  return (
    <div role="group" aria-labelledby={id} className="lw-field">
      <span id={id} className="co-label">
        {label}
      </span>
      <div className="co-line">
        <PhotoButton
          label={t(value ? "photo.other" : "photo.choose")}
          busy={add.isPending}
          onPick={(p) => add.mutate(p)}
        />
        {value && (
          <Button kind="link" onClick={() => onChange("")}>
            {t("photo.remove")}
          </Button>
        )}
      </div>
      <p className="lw-hint">{t("photo.hint")}</p>
      <Refused error={add.error} />
    </div>
  );
}

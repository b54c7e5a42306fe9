import { useT } from "@livewell/i18n";
import { Button, Field, Icon, Notice } from "@livewell/ui";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState, type SyntheticEvent } from "react";
import { GoLink, SubPage } from "../../shared/nav";
import { useCamera } from "../../shared/camera";

/** Reads a code with the camera, from a picture, or as typed text. It opens nothing by itself. */
export function Scan() {
  const t = useT();
  const navigate = useNavigate();
  const [typing, setTyping] = useState(false);
  const [typed, setTyped] = useState("");
  const open = (text: string) => void navigate({ to: "/open", search: { text } });
  const { video, state } = useCamera(open);
  const file = useRef<HTMLInputElement>(null);
  const picture = useMutation({
    mutationFn: async (f: Blob) => (await import("@livewell/scan")).readPicture(f),
    onSuccess: (text) => text && open(text),
  });
  const submit = (e: SyntheticEvent) => {
    e.preventDefault();
    if (typed.trim()) open(typed.trim());
  };
  return (
    <SubPage title={t("home.scan")}>
      <div className={`app-camera ${state}`}>
        <video ref={video} playsInline muted aria-label={t("scan.camera")} hidden={state !== "on"} />
        {state === "on" ? (
          <span className="app-camera-frame" />
        ) : (
          <p>{state === "off" ? t("scan.noCamera") : t("scan.starting")}</p>
        )}
      </div>
      <p className="lw-centre lw-muted lw-small">{t("scan.hint")}</p>
      <div className="app-two">
        <Button kind="plain" busy={picture.isPending} onClick={() => file.current?.click()}>
          <Icon name="picture" size={20} />
          {t("scan.picture")}
        </Button>
        <Button kind="plain" aria-expanded={typing} onClick={() => setTyping(!typing)}>
          <Icon name="type" size={20} />
          {t("scan.type")}
        </Button>
      </div>
      <input
        ref={file}
        type="file"
        accept="image/*"
        hidden
        aria-label={t("scan.picture")}
        onChange={(e) => {
          const f = e.target.files?.[0];
          e.target.value = "";
          if (f) picture.mutate(f);
        }}
      />
      {(picture.data === "" || picture.error) && <Notice tone="bad">{t("scan.nothing")}</Notice>}
      {typing && (
        <form className="lw-card lw-stack" onSubmit={submit}>
          <Field
            label={t("scan.text")}
            autoFocus
            autoComplete="off"
            maxLength={2048}
            value={typed}
            onChange={(e) => setTyped(e.target.value)}
          />
          <Button type="submit" block disabled={!typed.trim()}>
            {t("common.next")}
          </Button>
        </form>
      )}
      <GoLink kind="soft" block to="/paycode">
        <Icon name="paycode" size={20} />
        {t("home.payCode")}
      </GoLink>
    </SubPage>
  );
}

import { useT } from "@livewell/i18n";
import { Card, Empty } from "@livewell/ui";
import { SubPage } from "../../shared/nav";

/** There is no version to show. */
export function Closed({ stopped }: { stopped: boolean }) {
  const t = useT();
  return (
    <SubPage title={t(stopped ? "mini.stopped" : "mini.none")}>
      <Card>
        <Empty icon={stopped ? "shield" : "store"} title={t(stopped ? "mini.stopped" : "mini.none")}>
          <p>{t(stopped ? "mini.stoppedText" : "mini.noneText")}</p>
        </Empty>
      </Card>
    </SubPage>
  );
}

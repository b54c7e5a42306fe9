import { faultText, useFormat, useT } from "@livewell/i18n";
import { Button, Icon, Loading } from "@livewell/ui";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

export function Failed({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useT();
  const f = useFormat();
  return (
    <div className="lw-state" role="alert">
      <Icon name="warn" size={48} />
      <p className="lw-break">{faultText(error, f)}</p>
      {onRetry && (
        <Button kind="soft" onClick={onRetry}>
          {t("common.retry")}
        </Button>
      )}
    </div>
  );
}

/** Shows a query: its data, or that it loads or failed. */
export function Shown<T>({ of, children }: { of: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  if (of.data !== undefined) return <>{children(of.data)}</>;
  if (of.error) return <Failed error={of.error} onRetry={() => void of.refetch()} />;
  return <Loading />;
}

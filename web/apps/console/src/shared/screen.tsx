import { useTitle } from "@livewell/ui";
import { useEffect, useRef, type ReactNode } from "react";

type Props = { title: string; lead?: ReactNode; actions?: ReactNode; children: ReactNode };

/** One page: its heading, what can be done with it, and its content. */
export function Screen({ title, lead, actions, children }: Props) {
  const head = useRef<HTMLHeadingElement>(null);
  useTitle(title);
  // A reader of the screen begins at the new page's own heading.
  useEffect(() => head.current?.focus({ preventScroll: true }), []);
  return (
    <>
      <div className="co-title">
        <div className="co-titletext">
          <h1 ref={head} tabIndex={-1} className="lw-break">
            {title}
          </h1>
          {lead && <div className="lw-muted lw-break">{lead}</div>}
        </div>
        {actions && <div className="co-actions">{actions}</div>}
      </div>
      {children}
    </>
  );
}

export function Panel({ title, end, children }: { title?: ReactNode; end?: ReactNode; children: ReactNode }) {
  return (
    <section className="co-panel">
      {title && (
        <div className="co-panelhead">
          <h2>{title}</h2>
          {end && <div className="co-actions">{end}</div>}
        </div>
      )}
      {children}
    </section>
  );
}

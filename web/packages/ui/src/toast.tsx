import { createContext, use, useCallback, useState, type ReactNode } from "react";

const Ctx = createContext<(text: string) => void>(() => undefined);

/** A few words that a person need not answer; readers hear them too. */
export const useToast = () => use(Ctx);

export function Toasts({ children }: { children: ReactNode }) {
  const [all, setAll] = useState<{ id: number; text: string }[]>([]);
  const show = useCallback((text: string) => {
    const id = Math.random();
    setAll((l) => [...l.slice(-2), { id, text }]);
    setTimeout(() => setAll((l) => l.filter((x) => x.id !== id)), 4000);
  }, []);
  return (
    <Ctx value={show}>
      {children}
      <div className="lw-toasts" role="status" aria-live="polite">
        {all.map((x) => (
          <div key={x.id} className="lw-toast">
            {x.text}
          </div>
        ))}
      </div>
    </Ctx>
  );
}

import { ApiError } from "@livewell/api/console";

/**
 * One wish to move money, and its key. The key is made before the first try and
 * stays while the outcome is unknown: a repeat with it cannot move the money twice.
 * After a clear refusal nothing has happened, and the next try is a wish of its own.
 */
export type Attempt = { key: string; doubt: boolean };

export const newAttempt = (): Attempt => ({ key: crypto.randomUUID(), doubt: false });

// Answers that leave open whether the request took effect.
const unclear = new Set(["offline", "internal", "request.timeout", "db.down", "db.busy"]);

export function after(a: Attempt, error: unknown): Attempt {
  if (error instanceof ApiError && !unclear.has(error.code)) return newAttempt();
  return { ...a, doubt: true };
}

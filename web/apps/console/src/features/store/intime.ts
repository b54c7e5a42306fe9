import { ApiError, OFFLINE } from "@livewell/api/console";

// A guest stands at the till: what takes longer is as good as no network.
const PATIENCE = 8000;

/** An answer, or what a lost network says where it does not come in time. */
export function inTime<V>(answer: Promise<V>): Promise<V> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ApiError({ code: OFFLINE })), PATIENCE);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

import { api } from "@livewell/api";
import { offline } from "./kept";

// Reviews that were written without a network wait here. The server takes one
// for each line of an order, so sending one again changes nothing.
const key = "livewell.later";
const most = 20;

export type Review = Parameters<typeof api.addReview>[1];
type Waiting = { user: string; order: string; review: Review };

const read = () => JSON.parse(localStorage.getItem(key) ?? "[]") as Waiting[];

/** Keeps a person's review for later; false: the device has no room for it. */
export function sendLater(user: string, order: string, review: Review): boolean {
  const rest = read().filter((w) => w.order !== order || w.review.line !== review.line);
  if (rest.length >= most) return false;
  try {
    localStorage.setItem(key, JSON.stringify([...rest, { user, order, review }]));
    return true;
  } catch {
    return false;
  }
}

/** The lines of an order whose review waits. */
export const waitingLines = (order: string) =>
  read()
    .filter((w) => w.order === order)
    .map((w) => w.review.line);

/** What others wrote on this device is not sent in the name of this person. */
export function dropLater(but = "") {
  localStorage.setItem(key, JSON.stringify(read().filter((w) => w.user === but)));
}

/** Sends what waits, one after the other and from one window only. Gives the orders that it was of. */
export async function sendWaiting(): Promise<string[]> {
  return navigator.locks.request(key, async () => {
    const sent: string[] = [];
    for (let [first] = read(); first; [first] = read()) {
      try {
        await api.addReview(first.order, first.review);
      } catch (e) {
        if (offline(e)) break;
        // Refused: it is there already, or never will be. It must not stand in the way of the others.
      }
      sent.push(first.order);
      localStorage.setItem(key, JSON.stringify(read().slice(1)));
    }
    return sent;
  });
}

import type { City, CityChoice } from "@livewell/api";
import { startI18n } from "@livewell/i18n";
import { Toasts } from "@livewell/ui";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  RouterProvider,
} from "@tanstack/react-router";
import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { withCode } from "../../shared/city";
import { CityPage } from "./city";
import { byLetter, some } from "./list";

const city = (code: string, zh: string, en: string, pinyin: string, province: [string, string]): City => ({
  code,
  zh,
  en,
  pinyin,
  province: { zh: province[0], en: province[1] },
});
const beijing = city("110000", "北京", "Beijing", "bei jing", ["北京", "Beijing"]);
const chengdu = city("510100", "成都", "Chengdu", "cheng du", ["四川", "Sichuan"]);
const hongKong = city("810000", "香港", "Hong Kong", "xiang gang", ["香港", "Hong Kong"]);
const suzhou = city("320500", "苏州", "Suzhou", "su zhou", ["江苏", "Jiangsu"]);
const suzhou2 = city("341300", "宿州", "Suzhou", "su zhou", ["安徽", "Anhui"]);
const all = [beijing, chengdu, suzhou, suzhou2, hongKong];

let choice: CityChoice;
let asked: URL[];

/** A server that knows five cities. */
function serve(r: Request): Response {
  const url = new URL(r.url);
  asked.push(url);
  if (url.pathname === "/api/city")
    return Response.json(url.searchParams.has("lat") ? { ...choice, here: chengdu } : choice);
  const q = url.searchParams.get("q");
  const items = q === null ? all : all.filter((c) => c.zh.includes(q) || c.pinyin.startsWith(q));
  return Response.json({ items, hot: ["110000", "510100"] });
}

function permit(state: "granted" | "prompt", find: Geolocation["getCurrentPosition"]) {
  vi.stubGlobal("navigator", {
    ...navigator,
    language: "en",
    permissions: { query: async () => ({ state }) },
    geolocation: { getCurrentPosition: vi.fn(find) },
  });
}

async function open() {
  const root = createRootRoute({ component: Outlet });
  const router = createRouter({
    routeTree: root.addChildren([
      createRoute({ getParentRoute: () => root, path: "/", component: () => "home" }),
      createRoute({ getParentRoute: () => root, path: "/city", component: CityPage }),
    ]),
    history: createMemoryHistory({ initialEntries: ["/", "/city"] }),
  });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Toasts>
        {/* The app's own router is the one that types know. */}
        <RouterProvider router={router as never} />
      </Toasts>
    </QueryClientProvider>,
  );
  await screen.findByRole("heading", { name: "All cities" });
}

beforeEach(async () => {
  await startI18n("en");
  localStorage.clear();
  asked = [];
  choice = { city: beijing, centre: { lat: 39.9, lng: 116.4 }, by: "default", ask: false, recent: [] };
  vi.stubGlobal("fetch", async (r: Request) => serve(r));
  permit("prompt", () => undefined);
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const type = (q: string) => fireEvent.change(screen.getByRole("searchbox"), { target: { value: q } });

test("every city stands under its letter, and the letters lead there", async () => {
  await open();
  expect(within(screen.getByRole("list", { name: "C" })).getByRole("button", { name: /Chengdu/ })).toBeTruthy();
  expect(within(screen.getByRole("list", { name: "S" })).getAllByRole("button")).toHaveLength(2);
  expect(screen.getByText("Anhui")).toBeTruthy(); // two cities are called Suzhou
  fireEvent.click(within(screen.getByRole("navigation")).getByRole("button", { name: "H" }));
  expect(document.activeElement?.textContent).toBe("H");
});

test("a search shows what was found, and says when nothing was", async () => {
  await open();
  type("cheng");
  expect(await screen.findByText("1 city found")).toBeTruthy();
  expect(screen.queryByRole("button", { name: /Beijing/ })).toBeNull();
  fireEvent.submit(screen.getByRole("searchbox"));
  expect(document.activeElement?.textContent).toContain("Chengdu");
  type("zzz");
  expect(await screen.findByRole("heading", { name: "No such city" })).toBeTruthy();
});

test("a stranger's choice stays in the browser and leads back", async () => {
  await open();
  fireEvent.click(within(screen.getByRole("list", { name: "C" })).getByRole("button", { name: /Chengdu/ }));
  expect(await screen.findByText("home")).toBeTruthy();
  expect(localStorage.getItem("livewell.city")).toBe("510100");
  expect(asked.some((u) => u.searchParams.get("chosen") === "510100")).toBe(true);
});

test("the browser is asked for the position on a tap, not before", async () => {
  permit("prompt", (done) =>
    done({ coords: { latitude: 30.65861, longitude: 104.06479 } } as unknown as GeolocationPosition),
  );
  await open();
  expect(navigator.geolocation.getCurrentPosition).not.toHaveBeenCalled();
  fireEvent.click(screen.getByRole("button", { name: /Use my position/ }));
  const here = await screen.findByRole("heading", { name: "Where you are" });
  expect(await within(here.closest("section") as HTMLElement).findByRole("button", { name: /Chengdu/ })).toBeTruthy();
  // No more of it leaves the browser than a city needs.
  expect(asked.at(-1)?.searchParams.get("lat")).toBe("30.659");
});

test("where it was allowed before, nobody is asked", async () => {
  permit("granted", (done) =>
    done({ coords: { latitude: 30.65861, longitude: 104.06479 } } as unknown as GeolocationPosition),
  );
  await open();
  const here = screen.getByRole("heading", { name: "Where you are" });
  expect(await within(here.closest("section") as HTMLElement).findByRole("button", { name: /Chengdu/ })).toBeTruthy();
});

test("a refusal is no error: it says what can be done", async () => {
  permit("prompt", (_, fail) => fail?.({ code: 1, PERMISSION_DENIED: 1 } as GeolocationPositionError));
  await open();
  fireEvent.click(screen.getByRole("button", { name: /Use my position/ }));
  expect(await screen.findByText(/Your browser does not tell us/)).toBeTruthy();
});

test("letters follow the language", () => {
  const letters = (chinese: boolean) => byLetter(all, chinese).map(([l, cs]) => `${l}${cs.length}`);
  expect(letters(true)).toEqual(["B1", "C1", "S2", "X1"]);
  expect(letters(false)).toEqual(["B1", "C1", "H1", "S2"]);
  expect(some(all, ["510100", "gone", "110000"])).toEqual([chengdu, beijing]);
});

test("what was chosen in a browser: the newest first, each once, six at most", () => {
  expect(withCode("", "a")).toBe("a");
  expect(withCode("a,b,c", "b")).toBe("b,a,c");
  expect(withCode("1,2,3,4,5,6", "7")).toBe("7,1,2,3,4,5");
});

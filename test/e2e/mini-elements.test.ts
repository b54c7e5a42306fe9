import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test as base, type Page } from "@playwright/test";
import { clean } from "./clean.ts";
import { op, listen, type FromView, type Op, type ToView, type ViewEvent } from "../../web/packages/mini/src/wire.ts";
import { words } from "../../web/packages/mini/src/view/words.ts";

// The built view of mini programs alone in a page, driven as the logic drives it. No server runs.

const dist = join(import.meta.dirname, "../../internal/edge/webui/dist/mini");
const origin = "https://frame.example";

interface Driver {
  page: Page;
  send(m: ToView): Promise<void>;
  apply(...ops: Op[]): Promise<void>;
  said(): Promise<FromView[]>;
  /** The next event of a type that has not been asked for yet. */
  event(type: string): Promise<ViewEvent>;
}

declare global {
  interface Window {
    logic: { port: MessagePort; said: FromView[] };
  }
}

const pixel = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

const test = base.extend<{ view: Driver }>({
  view: async ({ page }, use) => {
    await page.route(`${origin}/**`, (route) => {
      const path = new URL(route.request().url()).pathname;
      if (path.endsWith(".gif")) return route.fulfill({ contentType: "image/gif", body: pixel });
      if (path !== "/") return route.fulfill({ status: 404 });
      const css = readFileSync(join(dist, "view.css"), "utf8");
      const body = `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Mini</title><style>${css}</style><body>`;
      return route.fulfill({ contentType: "text/html", body });
    });
    const faults: string[] = [];
    page.on("pageerror", (e) => faults.push(e.message));
    await page.goto(`${origin}/`);
    await page.addScriptTag({ content: readFileSync(join(dist, "view.js"), "utf8") });
    await page.evaluate(
      async (words) => {
        const { port1, port2 } = new MessageChannel();
        window.logic = { port: port1, said: [] };
        const ready = new Promise<void>((done) => {
          port1.onmessage = (m: MessageEvent<FromView>) => (window.logic.said.push(m.data), done());
        });
        window.postMessage(
          {
            say: "start",
            base: "https://frame.example/app/",
            page: "pages/a/a",
            language: "en",
            pullDown: true,
            dark: false,
            words,
          },
          "*",
          [port2],
        );
        await ready;
      },
      Object.fromEntries(words.map((w) => [w, w === "slide" ? "{n} of {all}" : w[0]?.toUpperCase() + w.slice(1)])),
    );
    let asked = 0;
    const said = () => page.evaluate(() => window.logic.said);
    const send = (m: ToView) => page.evaluate((m) => window.logic.port.postMessage(m), m);
    await use({
      page,
      send,
      said,
      apply: async (...ops) => {
        await send({ say: "ops", ops });
        // A query is answered after what came before it.
        await page.evaluate(
          ([query]) =>
            new Promise<void>((done) => {
              const answer = 1e6 + window.logic.said.length;
              const port = window.logic.port;
              const seen = (m: MessageEvent<FromView>) => {
                if (m.data.say !== "answer" || m.data.answer !== answer) return;
                port.removeEventListener("message", seen);
                done();
              };
              port.addEventListener("message", seen);
              port.postMessage({ say: "ops", ops: [query, answer, { within: 0, parts: [] }] });
            }),
          [op.query],
        );
      },
      event: async (type) => {
        let found = -1;
        await expect
          .poll(
            async () => {
              const all = await said();
              found = all.findIndex((m, i) => i >= asked && m.say === "event" && m.type === type);
              return found;
            },
            { message: `the event ${type}`, intervals: [20, 50, 100] },
          )
          .toBeGreaterThanOrEqual(0);
        asked = found + 1;
        return (await said())[found] as ViewEvent;
      },
    });
    expect(faults).toEqual([]);
  },
});

/** Operations that make an element with attributes, put it into parent and give it text. */
let next = 100;
function make(id: number, tag: string, parent = 0, attrs: Record<string, unknown> = {}, text = ""): Op[] {
  const ops: Op[] = [op.element, id, tag];
  for (const [name, value] of Object.entries(attrs)) ops.push(op.set, id, name, value as Op);
  ops.push(op.insert, parent, id, 0);
  if (text) ops.push(op.text, ++next, text, op.insert, id, next, 0);
  return ops;
}

test("elements have the sizes that are documented", async ({ view }) => {
  await view.apply(
    ...make(1, "image", 0, { src: "/a.gif" }),
    ...make(2, "image", 0, { src: "/a.gif", mode: "widthFix", style: "width:120px;height:10px" }),
    ...make(3, "button", 0, {}, "Pay"),
    ...make(4, "view", 0, { style: "width:375rpx" }, "half"),
  );
  await view.page.waitForLoadState("networkidle");
  const box = async (selector: string) => {
    const b = await view.page.locator(selector).boundingBox();
    return b && [b.width, b.height];
  };
  expect(await box("mp-image >> nth=0")).toEqual([300, 225]);
  expect(await box("mp-image >> nth=1")).toEqual([120, 120]);
  expect(await box("mp-button")).toEqual([390, 47]);
  expect((await box("mp-view"))?.[0]).toBe(195);
});

test("a program's style wins over the elements' own", async ({ view }) => {
  await view.send({
    say: "style",
    href: "app.acss",
    text: "* { border: 3px solid red } mp-button { color: blue } .small { height: 20px }",
  });
  await view.apply(...make(1, "button", 0, { class: "small", type: "primary" }, "Pay"));
  const button = view.page.getByRole("button", { name: "Pay" });
  await expect(button).toHaveCSS("color", "rgb(0, 0, 255)");
  await expect(button).toHaveCSS("height", "20px");
  await expect(button).toHaveCSS("border-top-width", "1px");
});

test("a finger's tap goes in, comes out, and is stopped where it is caught", async ({ view }) => {
  const { bubble, stop, captureBubble } = listen;
  await view.apply(
    ...make(1, "view", 0, { style: "padding:20px" }),
    ...make(2, "view", 1, { style: "padding:20px" }),
    ...make(3, "button", 2, {}, "Pay"),
    ...[op.listen, 1, "tap", captureBubble | bubble, op.listen, 2, "tap", stop, op.listen, 3, "tap", bubble],
    ...[op.listen, 1, "touchStart", bubble, op.listen, 1, "touchEnd", bubble],
  );
  await view.page.getByRole("button").tap();
  const start = await view.event("touchStart");
  expect(start.changedTouches).toHaveLength(1);
  await view.event("touchEnd");
  const tap = await view.event("tap");
  expect(tap).toMatchObject({ target: 3, trusted: true });
  expect(tap.path).toEqual([
    { id: 1, capture: true },
    { id: 3, capture: false },
    { id: 2, capture: false },
  ]);
  await view.page.getByRole("button").press("Enter");
  expect(await view.event("tap")).toMatchObject({ target: 3, trusted: true });
  await view.page.evaluate(() => document.querySelector<HTMLElement>("mp-button")?.click());
  expect(await view.event("tap")).toMatchObject({ target: 3, trusted: false });
});

test("a thousand rows are there at once", async ({ view }) => {
  const ops: Op[] = [];
  for (let i = 0, id = 1; i < 1000; i++, id += 5) {
    ops.push(op.element, id, "view", op.set, id, "class", "row", op.listen, id, "tap", 1, op.element, id + 1, "text");
    ops.push(op.text, id + 2, `Row ${i}`, op.insert, id + 1, id + 2, 0, op.insert, id, id + 1, 0);
    ops.push(op.element, id + 3, "view", op.text, id + 4, "x", op.insert, id + 3, id + 4, 0);
    ops.push(op.insert, id, id + 3, 0, op.insert, 0, id, 0);
  }
  const removal = Array.from({ length: 1000 }, (_, i) => [op.remove, 1 + i * 5]).flat();
  // Time of the page's own thread: what else the machine does is not in it.
  const cdp = await view.page.context().newCDPSession(view.page);
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  const spent = async () => {
    const { metrics } = await cdp.send("Performance.getMetrics");
    return 1000 * (metrics.find((m) => m.name === "ScriptDuration")?.value ?? NaN);
  };
  const rounds: number[] = [];
  for (let i = 0; i < 5; i++) {
    await view.apply(...removal);
    const before = await spent();
    await view.apply(...ops);
    rounds.push((await spent()) - before);
  }
  await expect(view.page.locator(".row")).toHaveCount(1000);
  // Two copies and the driver's own work are in it; making the rows is a fifth of that.
  expect(Math.min(...rounds), `ms: ${rounds.map(Math.round).join(" ")}`).toBeLessThan(60);
});

test("a field tells what is typed, keeps to its length, and a form submits it", async ({ view }) => {
  await view.apply(
    ...make(1, "form"),
    ...make(2, "input", 1, { name: "who", placeholder: "Name", maxlength: 5, "confirm-type": "search" }),
    ...make(3, "switch", 1, { name: "on", "aria-label": "News" }),
    ...make(4, "checkbox-group", 1, { name: "boxes" }),
    ...make(5, "label", 4),
    ...make(6, "checkbox", 5, { value: "a" }),
    ...make(7, "text", 5, {}, "I agree"),
    ...make(8, "button", 1, { "form-type": "submit" }, "Send"),
    ...[op.listen, 1, "submit", 1, op.listen, 2, "input", 1, op.listen, 2, "confirm", 1, op.listen, 4, "change", 1],
  );
  const { page } = view;
  const field = page.getByPlaceholder("Name");
  await field.pressSequentially("Ann Example");
  await expect(field).toHaveValue("Ann E");
  expect((await view.event("input")).detail).toEqual({ value: "A", cursor: 1 });
  await field.press("Enter");
  expect((await view.event("confirm")).detail).toEqual({ value: "Ann E" });
  await page.getByText("I agree").tap();
  expect((await view.event("change")).detail).toEqual({ value: ["a"] });
  await page.getByRole("switch", { name: "News" }).press("Space");
  await expect(page.getByRole("checkbox", { name: "I agree" })).toBeChecked();
  await page.getByRole("button", { name: "Send" }).tap();
  const submit = await view.event("submit");
  expect(submit.detail).toEqual({ value: { who: "Ann E", on: true, boxes: ["a"] }, buttonTarget: 8 });
  expect(submit.trusted).toBe(true);
  // A field that the program holds goes back to what the program says.
  await view.apply(op.set, 2, "controlled", true, op.set, 2, "value", "fixed");
  await field.press("End");
  await field.press("Backspace");
  await expect(field).toHaveValue("fixed");
});

/** A finger drawn over the screen, as one only the browser's protocol can. */
async function swipe(page: Page, from: [number, number], to: [number, number]) {
  const cdp = await page.context().newCDPSession(page);
  const at = (k: number) => [{ x: from[0] + (to[0] - from[0]) * k, y: from[1] + (to[1] - from[1]) * k }];
  await cdp.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: at(0) });
  for (let i = 1; i <= 6; i++)
    await cdp.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: at(i / 6) });
  await cdp.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}

test("a swiper turns by finger and key, at its documented height, and stands still otherwise", async ({ view }) => {
  await view.apply(
    ...make(1, "swiper", 0, { circular: "true", "indicator-dots": true, duration: 50 }),
    ...[2, 3, 4].flatMap((id) => [...make(id, "swiper-item", 1), ...make(id + 10, "view", id, {}, `Page ${id}`)]),
    ...[op.listen, 1, "change", 1, op.listen, 0, "tap", 1],
  );
  const { page } = view;
  expect(await page.locator("mp-swiper").boundingBox()).toMatchObject({ width: 390, height: 150 });
  await swipe(page, [300, 60], [80, 60]);
  expect((await view.event("change")).detail).toMatchObject({ current: 1, source: "touch" });
  await expect(page.getByText("Page 3")).toBeInViewport();
  await swipe(page, [80, 60], [300, 60]);
  expect((await view.event("change")).detail).toMatchObject({ current: 0 });
  await swipe(page, [80, 60], [300, 60]); // around the start
  expect((await view.event("change")).detail).toMatchObject({ current: 2 });
  await page.locator("mp-swiper").press("ArrowRight");
  expect((await view.event("change")).detail).toMatchObject({ current: 0 });
  await view.apply(op.set, 1, "current", 1);
  expect((await view.event("change")).detail).toMatchObject({ current: 1, source: "" });
  expect((await view.said()).filter((m) => m.say === "event" && m.type === "tap")).toEqual([]);
  // Alone only when it is told to be.
  await view.apply(op.set, 1, "autoplay", true, op.set, 1, "interval", 300);
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  expect((await view.event("change")).detail).toMatchObject({ current: 2, source: "autoplay" });
});

test("a picker is opened, turned and answered by key and by finger", async ({ view }) => {
  await view.apply(
    ...make(
      1,
      "picker",
      0,
      { range: [{ n: "Red" }, { n: "Green" }, { n: "Blue" }], "range-key": "n", value: 0 },
      "Colour",
    ),
    ...[op.listen, 1, "change", 1],
    ...make(3, "picker", 0, { mode: "date", value: "2024-02-28", start: "2024-01-01", end: "2024-12-31" }, "Day"),
    ...[op.listen, 3, "change", 1],
  );
  const { page } = view;
  await page.getByRole("button", { name: "Colour" }).tap();
  const wheel = page.getByRole("spinbutton");
  await expect(wheel).toHaveAttribute("aria-valuetext", "Red");
  await wheel.press("ArrowDown");
  await expect(wheel).toHaveAttribute("aria-valuetext", "Green");
  await page.getByRole("button", { name: "Done" }).tap();
  expect((await view.event("change")).detail).toEqual({ value: 1 });
  await page.getByRole("button", { name: "Colour" }).press("Enter");
  await expect(wheel).toHaveAttribute("aria-valuetext", "Green");
  await wheel.evaluate((w) => (w.scrollTop = 68));
  await expect(wheel).toHaveAttribute("aria-valuetext", "Blue");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.getByRole("button", { name: "Day" }).tap();
  await page.getByRole("spinbutton").last().press("ArrowDown");
  await page.getByRole("button", { name: "Done" }).tap();
  expect((await view.event("change")).detail).toEqual({ value: "2024-02-29" });
});

test("sliders, scrolling boxes and wheels tell where they are", async ({ view }) => {
  await view.apply(
    ...make(1, "slider", 0, { step: 5, "show-value": true, "aria-label": "Volume" }),
    ...[op.listen, 1, "change", 1, op.listen, 1, "changing", 1],
    ...make(2, "scroll-view", 0, { "scroll-y": true, style: "height:100px" }),
    ...make(3, "view", 2, { style: "height:400px" }, "top"),
    ...make(4, "view", 2, { id: "end", style: "height:100px" }, "end"),
    ...[op.listen, 2, "scrollToLower", 1, op.listen, 2, "scroll", 1],
    ...make(5, "picker-view", 0, { value: [1] }),
    ...make(6, "picker-view-column", 5),
    ...["a", "b", "c"].flatMap((t, i) => make(7 + i, "view", 6, {}, t)),
    ...[op.listen, 5, "change", 1],
  );
  const { page } = view;
  const slider = page.getByRole("slider", { name: "Volume" });
  await slider.press("ArrowRight");
  expect((await view.event("change")).detail).toEqual({ value: 5 });
  await slider.press("End");
  expect((await view.event("change")).detail).toEqual({ value: 100 });
  const box = await slider.boundingBox();
  if (!box) throw new Error("no slider");
  await swipe(page, [box.x + box.width - 60, box.y + 12], [box.x, box.y + 12]);
  await view.event("changing");
  expect((await view.event("change")).detail).toEqual({ value: 0 });
  await view.apply(op.set, 2, "scroll-into-view", "end");
  await view.event("scrollToLower");
  const scroll = (await view.said()).findLast((m) => m.say === "event" && m.type === "scroll") as ViewEvent;
  expect(scroll.detail).toMatchObject({ scrollTop: 400, scrollHeight: 500 });
  const wheel = page.getByRole("spinbutton");
  await expect(wheel).toHaveAttribute("aria-valuetext", "b");
  await wheel.press("ArrowDown");
  expect((await view.event("change")).detail).toEqual({ value: [2] });
});

test("what others wrote runs nothing", async ({ view }) => {
  const requests: string[] = [];
  view.page.on("request", (r) => requests.push(r.url()));
  const nodes =
    `<p style="background:url(javascript:alert(1))">Hi</p><img src=x onerror="window.hit=1"><script>window.hit=1</script>` +
    `<svg onload="window.hit=1"><a xlink:href="javascript:window.hit=1">a</a></svg><iframe srcdoc="<script>parent.hit=1</script>">` +
    `</iframe><a href="javascript:window.hit=1">link</a><link rel=stylesheet href="https://evil.example/a.css"><math><mi>m`;
  await view.apply(...make(1, "rich-text", 0, { nodes }), ...make(2, "view", 0, { onclick: "window.hit=1" }, "v"));
  await view.page.getByText("link").tap();
  await view.page.waitForLoadState("networkidle");
  expect(await view.page.evaluate(() => "hit" in window)).toBe(false);
  expect(requests.filter((r) => !r.startsWith(origin))).toEqual([]);
  expect(await view.page.locator("mp-rich-text :is(script, iframe, svg, link, [href], [onerror])").count()).toBe(0);
});

test("queries, methods, drawings and scrolling are answered", async ({ view }) => {
  await view.apply(
    ...make(1, "view", 0, { class: "a", style: "width:100px;height:3000px" }),
    ...make(2, "canvas", 0, { id: "c" }),
    ...make(3, "view", 0, { class: "a" }, "b"),
  );
  const draw = [
    ["setFillStyle", "#ff0000"],
    ["fillRect", 0, 0, 300, 225],
    ["setFontSize", 20],
    ["fillText", "x", 5, 5],
  ];
  await view.apply(
    ...[
      op.call,
      2,
      "draw",
      [draw, false],
      10,
      op.call,
      2,
      "getImageData",
      [1, 1, 1, 1],
      11,
      op.call,
      2,
      "none",
      [],
      12,
    ],
    ...[op.query, 13, { within: 0, parts: [{ kind: "all", selector: "page view.a", want: ["size"] }] }],
    ...[
      op.query,
      14,
      {
        within: 0,
        parts: [
          { kind: "viewport", want: ["scroll"] },
          { kind: "one", selector: "#no", want: [] },
        ],
      },
    ],
  );
  await view.send({ say: "scrollTo", top: 200, duration: 0 });
  await expect.poll(async () => (await view.said()).filter((m) => m.say === "answer" && m.answer < 20).length).toBe(5);
  const all = await view.said();
  const answer = (n: number) => all.find((m) => m.say === "answer" && m.answer === n);
  expect(answer(10)).not.toHaveProperty("error");
  const dot = answer(11) as { value: { data: Uint8ClampedArray } };
  expect(Object.values(dot.value.data).slice(0, 4)).toEqual([255, 0, 0, 255]);
  expect(answer(12)).toHaveProperty("error", "canvas has no none");
  const size = { height: expect.any(Number) as unknown };
  expect(answer(13)).toMatchObject({
    value: [
      [
        { node: 1, width: 100, height: 3000 },
        { node: 3, width: 390, ...size },
      ],
    ],
  });
  expect(answer(14)).toMatchObject({ value: [{ width: 390, scrollTop: 0 }, null] });
  await expect
    .poll(async () => (await view.said()).findLast((m) => m.say === "pageScroll"))
    .toMatchObject({ scrollTop: 200 });
  await view.send({ say: "scrollTo", selector: ".a >>> text, view:last-child", duration: 30 });
  await expect.poll(async () => (await view.said()).some((m) => m.say === "reachBottom")).toBe(true);
});

test("a page with one of each is accessible and no wider than the screen", async ({ view }) => {
  await view.page.emulateMedia({ reducedMotion: "reduce" }); // else what turns never ends
  let id = 0;
  const one = (tag: string, attrs: Record<string, unknown> = {}, text = "") => make(++id, tag, 0, attrs, text);
  await view.apply(
    ...one("view", { role: "heading", "aria-level": 1 }, "A view"),
    ...one("text", { selectable: true }, "A text"),
    ...one("image", { src: "/a.gif" }),
    ...one("button", { type: "primary" }, "Primary"),
    ...one("button", { type: "warn" }, "Warn"),
    ...one("button", { loading: true }, "Waits"),
    ...one("input", { placeholder: "Name" }),
    ...one("input", { placeholder: "Styled", "placeholder-style": "color:#555" }),
    ...one("textarea", { placeholder: "Note", "auto-height": true }),
    ...one("navigator", { url: "/pages/b/b" }, "Go"),
    ...one("picker", { range: ["a"] }, "Pick"),
    ...one("switch", { "aria-label": "Switch" }),
    ...one("slider", { "aria-label": "Slider", value: 40 }),
    ...one("progress", { percent: 40, "show-info": true }),
    ...one("icon", { type: "success" }),
    ...one("rich-text", { nodes: "<p>Rich</p>" }),
    ...one("canvas"),
    ...one("video", { src: "/none.mp4" }),
    ...one("audio", { src: "/none.mp3" }),
    ...one("map", { latitude: 31, longitude: 121, markers: [{ id: 1, latitude: 31, longitude: 121, title: "Here" }] }),
    ...one("camera"),
    ...one("lifestyle"),
    ...one("contact-button"),
    ...one("ad"),
    ...one("favorite"),
    ...one("cover-view", {}, "Cover"),
    ...one("marquee", {}, "Unknown"),
    ...one("view", { style: "padding:10px" }, "Tapped"),
    ...[op.listen, id, "tap", 1],
  );
  const label = ++id;
  await view.apply(
    ...make(label, "label"),
    ...make(++id, "checkbox", label, { checked: true }),
    ...make(++id, "text", label, {}, "Agree"),
  );
  const radios = ++id;
  await view.apply(
    ...make(radios, "radio-group", 0, { "aria-label": "Size" }),
    ...make(++id, "radio", radios, { "aria-label": "Small" }),
  );
  const swiper = ++id;
  await view.apply(
    ...make(swiper, "swiper", 0, { "indicator-dots": true }),
    ...make(++id, "swiper-item", swiper, {}, "One"),
  );
  const scroller = ++id;
  await view.apply(...make(scroller, "scroll-view", 0, { "scroll-y": true, style: "height:50px" }, "Scrolls"));
  const wheels = ++id;
  await view.apply(
    ...make(wheels, "picker-view"),
    ...make(++id, "picker-view-column", wheels, { "aria-label": "Letter" }),
    ...make(++id, "view", id - 1, {}, "a"),
  );
  const area = ++id;
  await view.apply(
    ...make(area, "movable-area", 0, { style: "width:100px;height:100px" }),
    ...make(++id, "movable-view", area, { direction: "all", style: "width:50px;height:50px" }, "Move"),
  );
  await expect(view.page.getByRole("button", { name: "Tapped" })).toBeVisible();
  await clean(view.page, "elements");
  await view.page.getByRole("button", { name: "Pick" }).press("Enter");
  await expect(view.page.getByRole("dialog")).toBeVisible();
  await clean(view.page, "picker");
});

test("a long press, a still mask, and a pull are understood", async ({ view }) => {
  await view.apply(
    ...make(1, "view", 0, { style: "height:200px" }, "Hold"),
    ...[op.listen, 1, "longTap", 1, op.listen, 1, "tap", 1],
    ...make(2, "view", 0, { id: "mask", style: "height:200px" }, "Mask"),
    ...[op.listen, 2, "touchMove", listen.stop],
    ...make(3, "view", 0, { style: "height:2000px" }, "Long"),
    ...make(4, "movable-area", 1, { style: "width:300px;height:100px" }),
    ...make(5, "movable-view", 4, { direction: "horizontal", style: "width:50px;height:50px" }, "Move"),
    ...[op.listen, 5, "changeEnd", 1],
  );
  await view.send({
    say: "observe",
    observer: 7,
    within: 0,
    selector: "#mask",
    margins: {},
    thresholds: [0.5],
    all: false,
  });
  const { page } = view;
  await page.getByText("Hold").click({ delay: 600, position: { x: 300, y: 150 } });
  expect(await view.event("longTap")).toMatchObject({ target: 1, trusted: true });
  await swipe(page, [200, 420], [200, 800]);
  await expect.poll(async () => (await view.said()).some((m) => m.say === "pullDown")).toBe(true);
  await expect(page.getByRole("status", { name: "Loading" })).toBeVisible();
  await view.send({ say: "pull", on: false });
  await expect(page.getByRole("status")).toHaveCount(0);
  const box = await page.getByText("Move").boundingBox();
  if (!box) throw new Error("nothing to move");
  await swipe(page, [box.x + 20, box.y + 20], [box.x + 900, box.y + 25]);
  expect((await view.event("changeEnd")).detail).toEqual({ x: 250, y: 0 });
  await swipe(page, [100, 390], [100, 250]); // over the mask, which keeps the page still
  await view.event("touchMove");
  expect(await page.evaluate(() => scrollY)).toBe(0);
  await swipe(page, [100, 600], [100, 300]);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(100);
  const said = await view.said();
  expect(said.filter((m) => m.say === "event" && m.type === "tap")).toEqual([]);
  await expect.poll(async () => (await view.said()).filter((m) => m.say === "intersect").length).toBeGreaterThan(0);
});

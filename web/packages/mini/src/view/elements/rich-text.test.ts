import { expect, test } from "vitest";
import { listen, op } from "../../wire.ts";
import { openPage } from "../testing.ts";

function show(nodes: unknown) {
  const page = openPage();
  page.apply(op.element, 1, "rich-text", op.set, 1, "nodes", nodes as object, op.insert, 0, 1, 0);
  return { page, html: document.querySelector("mp-rich-text")?.innerHTML };
}

test.each([
  [
    "marks stay",
    '<p class="a" style="color: red">Hi <b>you</b></p>',
    '<p class="a" style="color: red;">Hi <b>you</b></p>',
  ],
  ["no script", "<p>a</p><script>alert(1)</script><style>p{}</style>", "<p>a</p>"],
  ["no handlers", '<img src="/a.png" onerror="alert(1)">', '<img src="https://files.example/app/a.png" alt="">'],
  [
    "no address that runs",
    '<a href="javascript:alert(1)">x</a><img src="javascript:alert(1)">',
    '<a>x</a><img src="" alt="">',
  ],
  ["no frame, but its text", '<object data="https://x.example"></object><form><b>x</b></form>', "<b>x</b>"],
  ["no id", '<p id="pay">x</p>', "<p>x</p>"],
])("of a text: %s", (_, text, want) => expect(show(text).html).toBe(want));

test("of an array: the same rules, any depth cut, nonsense passed over", () => {
  const deep = { name: "div", children: [] as unknown[] };
  deep.children.push(deep);
  const nodes = [
    { name: "P", attrs: { Class: "a", onclick: "alert(1)" }, children: [{ type: "text", text: "<b>" }] },
    null,
    7,
    { name: "script", children: [{ type: "text", text: "alert(1)" }] },
    { name: "td", attrs: { colspan: 2 } },
  ];
  expect(show(nodes).html).toBe('<p class="a">&lt;b&gt;</p><td colspan="2"></td>');
  expect(show([deep]).html?.match(/<div>/g)?.length).toBeLessThan(100);
});

test("a tap tells the marks from the inside out", () => {
  const nodes = [
    {
      name: "p",
      marks: { a: 1, b: 1 },
      children: [{ name: "b", marks: { b: 2 }, children: [{ type: "text", text: "x" }] }],
    },
  ];
  const { page } = show(nodes);
  page.apply(op.listen, 1, "tap", listen.bubble);
  document.querySelector<HTMLElement>("mp-rich-text b")?.click();
  expect(page.events()[0]?.detail).toMatchObject({ marks: { a: 1, b: 2 } });
});

import type { MiniFinding } from "@livewell/api/console";
import { startI18n } from "@livewell/i18n";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";
import { speak } from "../words";
import { Findings } from "./mini";

const found: MiniFinding[] = [
  {
    ...{ kind: "accessibility", entry: "pages/menu/menu" },
    detail: "Elements must meet minimum color contrast ratio thresholds (color-contrast): 2 elements, first text",
    detailZh: "元素必须满足最小颜色对比度比率阈值（color-contrast）：2 个元素，首个为 text",
  },
  { kind: "domain", entry: "app.js", detail: "example.com" },
];

beforeEach(() => startI18n("en"));
afterEach(cleanup);

test.each<["en" | "zh", string[]]>([
  ["en", ["en", found[0]?.detail ?? "", "en", "example.com"]],
  ["zh", ["zh", found[0]?.detailZh ?? "", "en", "example.com"]],
])("a reviewer reads in %s what was noticed, where it is known", async (language, want) => {
  await speak(language);
  render(<Findings of={found} />);
  const cells = screen.getAllByRole("row").slice(1);
  expect(
    cells.flatMap((r) => [...r.querySelectorAll("span[lang]")].flatMap((s) => [s.getAttribute("lang"), s.textContent])),
  ).toEqual(want);
});

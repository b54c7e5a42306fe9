import { expect, test } from "vitest";
import { addMonths, thisMonth } from "./bills";

test("a month begins at midnight of UTC+8", () => {
  expect(thisMonth(new Date("2026-10-31T15:59:59Z"))).toBe("2026-10");
  expect(thisMonth(new Date("2026-10-31T16:00:00Z"))).toBe("2026-11");
});

test("months go over the year's end", () => {
  expect(addMonths("2026-01", -1)).toBe("2025-12");
  expect(addMonths("2026-12", 1)).toBe("2027-01");
});

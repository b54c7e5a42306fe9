import { expect, test } from "vitest";
import type { Page } from "../part.ts";
import { dateColumns } from "./date.ts";

const page = { word: (k: string) => k } as Page;

test("a month has its days", () => {
  const c = dateColumns({ mode: "date", value: "2024-02-29", start: "2020-01-01", end: "2025-12-31" }, page);
  expect(c.at).toEqual([4, 1, 28]);
  expect(c.lists([4, 1, 28])[2]).toHaveLength(29);
  expect(c.lists([3, 1, 28])[2]).toHaveLength(28);
  expect(c.value([4, 1, 28])).toBe("2024-02-29");
});

test("a date outside of the ends is the nearest inside", () => {
  const c = dateColumns({ mode: "date", value: "2024-02-01", start: "2024-01-15", end: "2024-03-10" }, page);
  expect(c.value([0, 0, 0])).toBe("2024-01-15");
  expect(c.value([0, 11, 30])).toBe("2024-03-10");
});

test("months and times are dates with fewer wheels", () => {
  const months = dateColumns({ mode: "date", fields: "month", value: "2024-02", start: "2024-01" }, page);
  expect(months.value([0, 1])).toBe("2024-02");
  const times = dateColumns({ mode: "time", value: "09:30" }, page);
  expect(times.at).toEqual([9, 30]);
  expect(times.value([9, 5])).toBe("09:05");
});

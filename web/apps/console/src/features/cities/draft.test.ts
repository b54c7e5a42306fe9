import type { OperatorCity } from "@livewell/api/console";
import { expect, test } from "vitest";
import { areaOf, fits, textOf } from "./draft";

test("a border is read as it is written", () => {
  const area = {
    outer: [
      { lat: 39.9, lng: 116.3 },
      { lat: 39.9, lng: 116.5 },
      { lat: -40, lng: 116.5 },
    ],
  };
  expect(areaOf(textOf(area))).toEqual(area);
  expect(areaOf(" \n")).toBeUndefined();
  expect(textOf(undefined)).toBe("");
  for (const bad of ["1,2\n3,4", "1,2\n3,4\nx,y", "1,2\n3,4\n95,1", "1,2,3\n1,2\n3,4"]) expect(areaOf(bad)).toBe("bad");
});

test("cities are found as people look for them", () => {
  const city: OperatorCity = {
    code: "610100",
    zh: "西安",
    en: "Xi'an",
    pinyin: "xi an",
    centre: { lat: 34, lng: 109 },
    hot: true,
    hidden: false,
    own: false,
  };
  for (const q of ["", "西", "xian", "Xi'an", "xi an", "xa", "610100"]) expect(fits(city, q, "all"), q).toBe(true);
  for (const q of ["东", "an x", "6101"]) expect(fits(city, q, "all"), q).toBe(false);
  expect(fits(city, "", "hot")).toBe(true);
  expect(fits(city, "", "own") || fits(city, "", "hidden")).toBe(false);
});

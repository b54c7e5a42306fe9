import { expect, test } from "vitest";
import { audienceOf, campaignFaults, campaignOf, newCampaign, verdictOf } from "./campaignform";

const good = { ...newCampaign(), name: " Come back ", value: "8", least: "20" };

test("a campaign for those who stay away is sent as the server has it", () => {
  expect(campaignFaults(good)).toEqual({});
  expect(campaignOf(good)).toEqual({
    name: "Come back",
    holdout: 1000,
    days: 7,
    audience: { within: 365, quiet: 30, least: 1, most: 100_000 },
    gift: {
      kind: "fixed",
      value: { amount: "8.00", currency: "CNY" },
      percent: 0,
      least: { amount: "20.00", currency: "CNY" },
    },
  });
});

test("who came once is nobody who came twice, and a regular comes often", () => {
  expect(audienceOf({ ...good, whom: "once" })).toMatchObject({ least: 1, most: 1, quiet: 30 });
  expect(audienceOf({ ...good, whom: "often", times: "5" })).toMatchObject({ within: 90, quiet: 0, least: 5 });
  expect(audienceOf({ ...good, quiet: "365" })).toBeFalsy();
});

test("each field says what it lacks", () => {
  const bad = { ...good, name: " ", quiet: "x", holdout: "0", days: "61", value: "0", least: "0", budget: "0" };
  expect(Object.keys(campaignFaults(bad)).toSorted()).toEqual(
    ["budget", "days", "holdout", "least", "name", "quiet", "value"].toSorted(),
  );
  expect(campaignFaults({ ...good, whom: "often", times: "1" })).toHaveProperty("times");
});

test("an interval about nothing tells nothing", () => {
  expect(verdictOf({ low: 0.01, high: 0.2 })).toBe("better");
  expect(verdictOf({ low: -0.2, high: -0.01 })).toBe("worse");
  expect(verdictOf({ low: -0.01, high: 0.2 })).toBe("unclear");
});

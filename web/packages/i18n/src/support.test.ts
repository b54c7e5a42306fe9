import { expect, test } from "vitest";
import { catalogue as en } from "./en";
import { catalogue as zh } from "./zh";
import { formatter } from "./format";
import { languages, setLanguage, startI18n, type Language } from "./start";
import { benefitText, reasonText, standingText } from "./support";

const bounds: Record<string, [bound: string, value: string][]> = {
  coder: [
    ["yes", "no"],
    ["no", "yes"],
  ],
  days: [
    ["30", "1"],
    ["30", "3"],
  ],
  tier: [
    ["1", "0"],
    ["2", "0"],
  ],
  city: [["110000", ""]],
  category: [["breakfast", ""]],
  paid: [["25.00", "26.00"]],
  maturity: [["60", "18"]],
};

test.each(languages)(
  "every condition says why it holds and why not, and every benefit what it gives: %s",
  async (l) => {
    await startI18n(l, { en: en as never, zh: zh as never });
    await setLanguage(l);
    const f = formatter(l satisfies Language);
    for (const [of, cases] of Object.entries(bounds))
      for (const [bound, value] of cases)
        for (const holds of [true, false]) {
          const { text } = reasonText({ of, value, bound, holds }, f);
          expect([of, text]).not.toEqual([of, of]);
          expect(text).not.toMatch(/[{}]/);
        }
    expect(benefitText({ kind: "fee_waiver", days: 1, upTo: "3.00" }, f)).toContain("3.00");
    expect(benefitText({ kind: "fee_waiver", days: 90, upTo: "3.00" }, f)).toContain("90");
    expect(benefitText({ kind: "training" }, f)).not.toBe("training");
    for (const s of ["active", "used_up", "ended", "open", "full", "refused"] as const)
      expect(standingText(s).state).not.toBe(s);
  },
);

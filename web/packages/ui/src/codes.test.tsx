import { expect, test } from "vitest";
import { code128 } from "./code128";

// The reader of the browser tests decodes what is drawn; here is what must hold of every code.
test("every bar code has the widths that the standard gives it", () => {
  for (const digits of ["280000000000000000", "281234567890123456", "289999999999999999"]) {
    const { bars, width } = code128(digits);
    // Start, nine pairs and the check digit of eleven modules, the stop of thirteen.
    expect(width).toBe(11 * 11 + 13);
    expect(bars).toHaveLength(11 * 3 + 4);
    expect(bars[0]).toEqual([0, 2]);
    for (const [i, [x, w]] of bars.entries()) {
      expect(w).toBeGreaterThan(0);
      expect(x + w).toBeLessThanOrEqual(bars[i + 1]?.[0] ?? width);
    }
  }
});

test("an odd number of digits cannot be drawn", () => {
  expect(() => code128("123")).toThrow();
});

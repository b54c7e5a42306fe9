import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { startI18n } from "@livewell/i18n";
import { useState } from "react";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { Pin } from "./pin";

beforeAll(() => startI18n("en"));
afterEach(cleanup);

function Sheet({ onDone, busy }: { onDone: (v: string) => void; busy?: boolean }) {
  const [value, setValue] = useState("");
  return <Pin label="PIN" value={value} onChange={setValue} onDone={onDone} busy={busy ?? false} />;
}

const field = () => screen.getByLabelText<HTMLInputElement>("PIN");

test("the sixth digit sends the PIN, once", () => {
  const done = vi.fn();
  render(<Sheet onDone={done} />);
  for (const d of "258147") fireEvent.click(screen.getByRole("button", { name: d }));
  expect(done.mock.calls).toEqual([["258147"]]);
  fireEvent.click(screen.getByRole("button", { name: "9" }));
  expect(done).toHaveBeenCalledTimes(1);
});

test("letters are not digits, and the last one can be taken back", () => {
  render(<Sheet onDone={() => undefined} />);
  fireEvent.change(field(), { target: { value: "1a2" } });
  expect(field().value).toBe("12");
  fireEvent.click(screen.getByRole("button", { name: "Delete the last digit" }));
  expect(field().value).toBe("1");
});

test("a reader hears how many digits are in, and never which", () => {
  render(<Sheet onDone={() => undefined} />);
  fireEvent.change(field(), { target: { value: "123" } });
  expect(field().type).toBe("password");
  expect(screen.getByText("3 digits entered")).toBeTruthy();
  expect(document.body.textContent).not.toContain("123 ");
});

test("nothing is taken while a PIN is checked", () => {
  const done = vi.fn();
  render(<Sheet onDone={done} busy />);
  fireEvent.change(field(), { target: { value: "123456" } });
  expect(done).not.toHaveBeenCalled();
  expect(field().value).toBe("");
});

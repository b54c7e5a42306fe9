import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { words } from "./en/app";

/** The paths to all words of a catalogue. */
export type Leaves<T, P extends string = ""> = {
  [K in keyof T & string]: T[K] extends string ? `${P}${Plain<K>}` : Leaves<T[K], `${P}${K}.`>;
}[keyof T & string];

type Plain<K extends string> = K extends `${infer B}_one` | `${infer B}_other` ? B : K;

/** Every key of the app's words: a wrong one does not compile. */
export type Key = Leaves<typeof words>;
export type T = (key: Key, values?: Record<string, string | number>) => string;

export function useT(): T {
  const { t } = useTranslation();
  return t as TFunction as T;
}

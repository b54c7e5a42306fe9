import { ApiError } from "@livewell/api/console";
import { faultText, useFormat } from "@livewell/i18n";
import { useT } from "../../words";

type Placed = { at: Record<string, string>; rest: unknown };

/**
 * A refusal by the server, brought to the fields that it is about: by its code,
 * or by what its schema found. `rest` is what no field can show.
 */
export function usePlaced(
  error: unknown,
  byCode: Record<string, string>,
  placeOf: (at: string) => string | undefined,
): Placed {
  const t = useT();
  const f = useFormat();
  if (!(error instanceof ApiError)) return { at: {}, rest: error };
  const field = byCode[error.code];
  if (field) return { at: { [field]: faultText(error, f) }, rest: undefined };
  const places = error.fields.map((x) => placeOf(x.at)).filter((x) => x !== undefined);
  if (places.length === 0) return { at: {}, rest: error };
  return { at: Object.fromEntries(places.map((p) => [p, t("store.refusedField")])), rest: undefined };
}

/** Moves the focus to the first field that is marked, as soon as one is. */
export function toFirstFault(form: HTMLElement | null, frames = 20) {
  requestAnimationFrame(() => {
    const field = form?.querySelector<HTMLElement>('[aria-invalid="true"], [data-fault]');
    if (field) field.focus();
    else if (frames > 0) toFirstFault(form, frames - 1);
  });
}

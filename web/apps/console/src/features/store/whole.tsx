import { Field } from "@livewell/ui";
import { useT } from "../../words";
import { whole } from "./offerform";

type Props = {
  label: string;
  value: string;
  least: number;
  most: number;
  tried: boolean;
  hint?: string;
  onChange: (typed: string) => void;
};

/** A field for a whole number, which says what it wants once somebody tried to send it. */
export function Whole({ label, value, least, most, tried, hint, onChange }: Props) {
  const t = useT();
  return (
    <Field
      label={label}
      inputMode="numeric"
      maxLength={3}
      value={value}
      hint={hint}
      error={tried && whole(value, least, most) === undefined ? t("line.needWhole", { least, most }) : undefined}
      onChange={(e) => onChange(e.target.value)}
    />
  );
}

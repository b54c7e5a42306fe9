import type { SupportPolicy } from "@livewell/api/console";
import { benefitText, useFormat, useLanguage } from "@livewell/i18n";

type Named = Pick<SupportPolicy, "name" | "nameEn">;

/** The name of a policy, which operators wrote. */
export function PolicyName({ of }: { of: Named }) {
  const english = useLanguage() === "en";
  return <span translate="no">{english ? of.nameEn : of.name}</span>;
}

/** What a policy gives, and of a lesson its title. */
export function Gives({ of }: { of: SupportPolicy["gives"] }) {
  const f = useFormat();
  const english = useLanguage() === "en";
  return (
    <>
      {benefitText(of, f)}
      {of.title && (
        <>
          {": "}
          <span translate="no">{english ? of.titleEn : of.title}</span>
        </>
      )}
    </>
  );
}

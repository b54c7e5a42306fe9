export { Trans, useTranslation } from "react-i18next";
export { faultText, messageText, scopeText } from "./codes";
export { benefitText, reasonText, standingText, type Benefit, type Reason, type Standing } from "./support";
export { formatter, useFormat, type Formatter } from "./format";
export {
  addWords,
  languageOf,
  languages,
  PSEUDO,
  setLanguage,
  startI18n,
  useLanguage,
  type Language,
  type Spoken,
} from "./start";
export { useT, type Key, type Leaves, type T } from "./use";

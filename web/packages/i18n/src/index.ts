export { Trans, useTranslation } from "react-i18next";
export { faultText, messageText, scopeText } from "./codes";
export { formatter, useFormat, type Formatter } from "./format";
export { addWords, languageOf, languages, setLanguage, startI18n, useLanguage, type Language } from "./start";
export { useT, type Key, type Leaves, type T } from "./use";

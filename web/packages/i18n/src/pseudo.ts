// Every letter has an accent, so that a word without one is a word that no
// catalogue holds; the rest makes English as long as German, where buttons burst.
const plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const accented = "ÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞɊŔŠŢÛṼŴẊÝŽåƀçðéƒĝĥîĵķļɱñöþɋŕšţûṽŵẋýž";
const filler = "ĺöŕéɱ îþšûɱ ðöļöŕ šîţ åɱéţ çöñšéçţéţûŕ ";

/** One text: accents but for its values, 40 % longer, in brackets that show where it ends. */
export function pseudoText(text: string): string {
  const said = text
    .split(/(\{\{\w+\}\})/)
    .map((part, i) => (i % 2 ? part : part.replace(/[A-Za-z]/g, (c) => accented[plain.indexOf(c)] ?? c)))
    .join("");
  const more = Math.ceil(text.replace(/\{\{\w+\}\}/g, "").length * 0.4);
  return `[${said} ${filler.repeat(Math.ceil(more / filler.length)).slice(0, more)}]`;
}

/** A whole catalogue, of any depth. */
export function pseudo<T extends object>(words: T): T {
  return Object.fromEntries(
    Object.entries(words).map(([k, v]) => [k, typeof v === "string" ? pseudoText(v) : pseudo(v as object)]),
  ) as T;
}

// Writes the statutory holidays and make-up workdays of China as "days.tsv":
// day, "off" or "work", name, Chinese name. Run by "make gen-calendar" when the
// State Council has published another year.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const from = "2018";
const entry = createRequire(import.meta.url).resolve("chinese-days");
const { holidays, workdays } = JSON.parse(readFileSync(join(dirname(entry), "chinese-days.json"), "utf8"));
const rows = [];
for (const [kind, days] of [["off", holidays], ["work", workdays]]) {
  for (const [day, text] of Object.entries(days)) {
    const [en, zh] = text.split(",");
    if (day >= from) rows.push([day, kind, en, zh].join("\t"));
  }
}
const head = "# Statutory holidays and make-up workdays of China, after the yearly notices of the State Council. From chinese-days 1.5.7 (MIT).\n";
writeFileSync(process.argv[2], head + rows.sort().join("\n") + "\n");
console.log(`${rows.length} days`);

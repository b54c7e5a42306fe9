// Asks axe-core about the page, for who checks programs. It is in the view of a check
// only, behind axe-core itself; the view that people get has neither.
import type { AxeResults, ContextObject, RunOptions } from "axe-core";

declare const axe: { run(context: ContextObject, options: RunOptions): Promise<AxeResults> };

// WCAG 2.2 at level AA. What is on the page around the program is not the program's.
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const most = 10;

async function audit() {
  const page = document.querySelector("mp-page");
  if (!page) return [];
  const { violations } = await axe.run(
    { include: [page] },
    // Style sheets of other origins cannot be fetched from here.
    { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"], iframes: false, preload: false },
  );
  return violations.slice(0, most).map((v) => ({
    rule: v.id,
    says: v.help,
    count: v.nodes.length,
    // The elements by the names that programs give them.
    first: (v.nodes[0]?.target.flat().join(" ") ?? "").replace(/\bmp-(?=[a-z])/g, "").slice(0, 200),
  }));
}

addEventListener("message", (e) => {
  const m = e.data as { say?: string } | undefined;
  if (e.source !== window.parent || m?.say !== "audit") return;
  const answer = (what: object) => window.parent.postMessage({ say: "audited", ...what }, "*");
  audit().then(
    (broken) => answer({ broken }),
    (why: unknown) => answer({ broken: [], why: String(why) }),
  );
});

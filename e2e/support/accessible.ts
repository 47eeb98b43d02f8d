// What every page must be: usable by everyone, and no wider than a small phone.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { type Page, expect } from "@playwright/test";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What alone can differ between two themes of a page that has been looked at. */
const colourRules = ["color-contrast", "link-in-text-block"];

/** Fails with each violation of WCAG 2.2 AA that axe-core finds, and where. */
export async function expectAccessible(page: Page, what: string, about: "everything" | "colours" = "everything"): Promise<void> {
  // Over the debugger, which the page's content security policy does not concern.
  await page.evaluate(axe);
  const runOnly = about === "colours" ? { type: "rule", values: colourRules } : { type: "tag", values: tags };
  const violations = await page.evaluate(async (only) => {
    const { violations } = await (globalThis as any).axe.run(document, { runOnly: only, resultTypes: ["violations"] });
    type Violation = { id: string; nodes: { target: string[]; failureSummary?: string }[] };
    return (violations as Violation[]).flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary = "" }) => `${id}: ${target.join(" ")}: ${failureSummary.split("\n").slice(1).join(" ").trim()}`),
    );
  }, runOnly);
  expect.soft(violations, `axe-core on ${what}`).toEqual([]);
}

/** Fails if something of the page stands beyond its right edge. */
export async function expectNoSidewaysScroll(page: Page, what: string): Promise<void> {
  const beyond = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const main = document.querySelector("main");
    const inMain = main ? main.scrollWidth - main.clientWidth : 0;
    return Math.max(scrollWidth - clientWidth, inMain);
  });
  expect.soft(beyond, `pixels beyond the edge of ${what}`).toBeLessThanOrEqual(0);
}

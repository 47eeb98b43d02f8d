// What Lighthouse says of the main pages, on a desk and on a phone:
// LIGHTHOUSE=folder npx playwright test lighthouse. The folder holds the package
// (`npm install --prefix folder lighthouse`), which is too large to come with every build.
// Prints the scores, and adds them to the file that MEASURES names.
import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "@playwright/test";
import { fill } from "../support/filled.ts";
import { ada } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";
import { freePort } from "../support/towpath.ts";

const FORMS = {
  desktop: {
    goals: { performance: 0.97, accessibility: 1 },
    settings: {
      formFactor: "desktop",
      screenEmulation: { mobile: false, width: 1350, height: 940, deviceScaleFactor: 1, disabled: false },
      throttling: { rttMs: 40, throughputKbps: 10_240, cpuSlowdownMultiplier: 1, requestLatencyMs: 0, downloadThroughputKbps: 0, uploadThroughputKbps: 0 },
    },
  },
  mobile: { goals: { performance: 0.9, accessibility: 1 }, settings: {} },
};
/** Only these, such as `mobile/editor,mobile/run`; all if not named. */
const WANTED = (process.env.PAGES ?? "").split(",").filter(Boolean);
/** Of several looks the best one counts: what else the machine does only makes it worse. */
const ROUNDS = Number(process.env.ROUNDS ?? 3);

type Scores = { performance: number; accessibility: number };
type Report = { categories: Record<keyof Scores, { score: number; auditRefs: { id: string; weight: number }[] }>; audits: Record<string, { score: number | null; numericValue?: number }> };
type Lighthouse = (url: string, flags: object) => Promise<{ lhr: Report }>;

test("Lighthouse finds the main pages fast and accessible", async ({ towpath }) => {
  test.setTimeout(1_200_000);
  const { flow, failed } = await fill(towpath);
  const lighthouse = await loadLighthouse(process.env.LIGHTHOUSE ?? "");
  const port = await freePort();
  const profile = await mkdtemp(join(tmpdir(), "towpath-lighthouse-"));
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const args = [`--remote-debugging-port=${port}`, "--no-sandbox", "--disable-gpu", "--no-first-run"];
  const context = await chromium.launchPersistentContext(profile, { executablePath, args });
  try {
    await signIn(await context.newPage(), towpath, ada);
    const pages = { home: "/", flows: "/flows", editor: `/flows/${flow}`, runs: "/runs", run: `/runs/${failed}`, credentials: "/credentials" };
    for (const [form, { goals, settings }] of Object.entries(FORMS)) {
      for (const [name, path] of Object.entries(pages)) {
        if (WANTED.length > 0 && !WANTED.includes(`${form}/${name}`)) continue;
        const scores = await best(lighthouse, towpath.url + path, { port, ...settings });
        const line = JSON.stringify({ lighthouse: form, page: name, ...scores });
        console.log(line);
        if (process.env.MEASURES) await appendFile(process.env.MEASURES, `${line}\n`);
        expect.soft(scores.performance, `performance of ${name}, ${form}`).toBeGreaterThanOrEqual(goals.performance);
        expect.soft(scores.accessibility, `accessibility of ${name}, ${form}`).toBeGreaterThanOrEqual(goals.accessibility);
      }
    }
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
});

async function loadLighthouse(folder: string): Promise<Lighthouse> {
  const require = createRequire(pathToFileURL(join(resolve(folder), "package.json")));
  return (await import(pathToFileURL(require.resolve("lighthouse")).href)).default;
}

async function best(lighthouse: Lighthouse, url: string, settings: object): Promise<Scores> {
  const scores = { performance: 0, accessibility: 1 };
  for (let round = 0; round < ROUNDS; round += 1) {
    // Whoever is signed in stays so.
    const flags = { output: "json", logLevel: "error", onlyCategories: ["performance", "accessibility"], disableStorageReset: true, ...settings };
    const { lhr } = await lighthouse(url, flags);
    scores.performance = Math.max(scores.performance, lhr.categories.performance.score);
    const { numericValue: fcp } = lhr.audits["first-contentful-paint"] ?? {};
    const { numericValue: lcp } = lhr.audits["largest-contentful-paint"] ?? {};
    const { numericValue: tbt } = lhr.audits["total-blocking-time"] ?? {};
    console.log(url, lhr.categories.performance.score, `first ${fcp?.toFixed()} ms, largest ${lcp?.toFixed()} ms, blocked ${tbt?.toFixed()} ms`);
    // What is wrong once is wrong.
    scores.accessibility = Math.min(scores.accessibility, lhr.categories.accessibility.score);
    const wrong = lhr.categories.accessibility.auditRefs.filter(({ id, weight }) => weight > 0 && lhr.audits[id]?.score === 0);
    if (wrong.length > 0) console.log(url, wrong.map(({ id }) => id).join(", "));
  }
  return scores;
}

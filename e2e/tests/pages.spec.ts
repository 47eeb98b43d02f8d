// Every page, empty and full, light and dark, on a desk and on a phone: nothing axe-core
// objects to, nothing in the console, nothing that scrolls sideways on a small phone.
// The pictures are in .output/pages, to be looked at.
import { join } from "node:path";
import type { Browser, Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll } from "../support/accessible.ts";
import { Client, send } from "../support/client.ts";
import { Editor } from "../support/editor.ts";
import { boxed, chain, steps } from "../support/flows.ts";
import { ada, ben, cleo } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";
import { Towpath } from "../support/towpath.ts";

const pictures = join(import.meta.dirname, "../.output/pages");
const sizes = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
const themes = ["light", "dark"] as const;
const smallPhone = { width: 320, height: 640 };

interface View {
  name: string;
  path: string;
  /** Text that is there once the page is drawn. */
  shows: string | RegExp;
  prepare?(page: Page): Promise<void>;
}

const empty: View[] = [
  { name: "home-empty", path: "/", shows: "Get your first flow going" },
  { name: "flows-empty", path: "/flows", shows: "Your first flow is two clicks away" },
  { name: "flows-new", path: "/flows?new=true", shows: "An empty canvas" },
  { name: "runs-empty", path: "/runs", shows: "Nothing has run yet" },
  { name: "tables-empty", path: "/data/tables", shows: "No tables yet" },
  { name: "variables-empty", path: "/data/variables", shows: "No variables yet" },
  { name: "credentials-empty", path: "/credentials", shows: "No credentials yet" },
];

const settings: View[] = [
  { name: "settings-workspace", path: "/settings/workspace", shows: "Time zone" },
  { name: "settings-members", path: "/settings/members", shows: ben.email },
  { name: "settings-tokens", path: "/settings/tokens", shows: "Shop backend" },
  { name: "settings-audit", path: "/settings/audit", shows: ada.name },
  { name: "settings-account", path: "/settings/account", shows: "Current password" },
  { name: "settings-about", path: "/settings/about", shows: "API reference" },
];

interface Filled {
  flow: string;
  /** One with a box. */
  loop: string;
  failed: string;
  succeeded: string;
  table: string;
}

const full = ({ flow, loop, failed, succeeded, table }: Filled): View[] => [
  { name: "home", path: "/", shows: "Mail: " },
  { name: "flows", path: "/flows", shows: "Welcome a customer" },
  { name: "flows-nothing-found", path: "/flows?search=nothing", shows: "No flow answers this filter" },
  { name: "editor", path: `/flows/${flow}`, shows: "Greeting" },
  { name: "editor-panel", path: `/flows/${flow}`, shows: "Parameters", prepare: openGreeting },
  { name: "editor-loop", path: `/flows/${loop}`, shows: "For each" },
  { name: "editor-outline", path: `/flows/${loop}`, shows: "Leads to Respond.", prepare: showOutline },
  { name: "runs", path: "/runs", shows: "Failed" },
  { name: "run-failed", path: `/runs/${failed}`, shows: /mail\.invalid/ },
  { name: "run-succeeded", path: `/runs/${succeeded}`, shows: "Succeeded" },
  { name: "tables", path: "/data/tables", shows: "Customers" },
  { name: "table", path: `/data/tables/${table}`, shows: "grace@customer.test" },
  { name: "variables", path: "/data/variables", shows: "region" },
  { name: "credentials", path: "/credentials", shows: "Mails" },
  { name: "api-reference", path: "/api-reference", shows: "/api/v1/workspaces/{workspace}/flows" },
  { name: "not-found", path: "/nowhere", shows: /not|nothing/i },
  ...settings,
];

test("the pages before sign-in", async ({ browser, towpath }) => {
  test.setTimeout(120_000);
  const setup = { name: "setup", path: new URL(towpath.setupLink).pathname + new URL(towpath.setupLink).search, shows: "Set up Towpath" };
  await look(browser, towpath, [setup]);
  await Client.setUp(towpath);
  await look(browser, towpath, [{ name: "sign-in", path: "/sign-in", shows: "Welcome back" }]);
});

test("the pages of a fresh workspace", async ({ browser, towpath }) => {
  test.setTimeout(240_000);
  await Client.setUp(towpath);
  await look(browser, towpath, empty, true);
});

test("the pages of a workspace at work", async ({ browser, towpath }) => {
  test.setTimeout(400_000);
  await look(browser, towpath, full(await fill(towpath)), true);
});

/** Flows, runs that failed and succeeded, people, tokens and credentials. */
async function fill(towpath: Towpath): Promise<Filled> {
  const client = await Client.setUp(towpath);
  await client.addMember(ben, "editor");
  await client.addMember(cleo, "viewer");
  await client.addToken("Shop backend", ["runs:write", "queue:write"]);
  const smtp = await client.addCredential("Mails", "smtp", { host: "mail.invalid", port: 25, security: "none", from: "hello@agency.test" });
  const mail = { ...steps.email(smtp), retry: { maximum: 0, delays_ms: [] } };
  const failing = await client.addFlow(chain("Invoice by mail", [steps.webhook("invoice"), steps.greet(), mail]));
  const flow = await client.addFlow(chain("Welcome a customer", [steps.webhook("welcome"), steps.greet(), steps.respond()]));
  const loop = await client.addFlow(boxed("Greet everybody", [steps.webhook("everybody"), steps.greet(), steps.respond()], "greet"));
  await client.addFlow(chain("Remind me tomorrow", [steps.webhook("remind"), steps.email(smtp)]));
  const event = { name: "Grace", email: "grace@customer.test", amount: 120 };
  await send(await client.publish(flow), event);
  const [succeeded] = await client.runs();
  await send(await client.publish(failing), event);
  const [failed] = await client.runs();
  await client.runThat(failed?.id ?? "", "failed");
  const table = await client.addTable("Customers", ["email", "city"], [{ email: "grace@customer.test", city: "Ulm" }]);
  await client.addVariable("region", "eu");
  return { table, flow, loop, failed: failed?.id ?? "", succeeded: succeeded?.id ?? "" };
}

async function openGreeting(page: Page): Promise<void> {
  if (page.viewportSize()?.width === sizes.desk.width) {
    await new Editor(page).open("Greeting");
    return;
  }
  const outline = page.getByRole("region", { name: "Nodes in order" });
  await outline.getByRole("button", { name: /^Greeting/ }).click();
}

/** Shows the list instead of the drawing; a phone does so by itself. */
async function showOutline(page: Page): Promise<void> {
  if (page.viewportSize()?.width === sizes.desk.width) await page.getByRole("button", { name: "Show the outline" }).click();
}

/** Opens each view in each size, looks at it in each theme and takes its picture. */
async function look(browser: Browser, towpath: Towpath, views: View[], signedIn = false): Promise<void> {
  const session = signedIn ? await sessionOf(browser, towpath) : undefined;
  for (const [size, viewport] of Object.entries(sizes)) {
    const context = await browser.newContext({ viewport, reducedMotion: "reduce", ...(session ? { storageState: session } : {}) });
    const page = await context.newPage();
    const said: string[] = [];
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && said.push(message.text()));
    page.on("pageerror", (error) => said.push(error.message));
    for (const view of views) {
      await open(page, towpath, view);
      for (const colorScheme of themes) {
        const what = `${view.name}-${colorScheme}-${size}`;
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: join(pictures, `${what}.png`), animations: "disabled" });
        await expectAccessible(page, what);
      }
      if (size === "phone") {
        await page.setViewportSize(smallPhone);
        await expectNoSidewaysScroll(page, `${view.name} at ${smallPhone.width} px`);
        await page.setViewportSize(viewport);
      }
      expect.soft(said.splice(0), `console of ${view.name}`).toEqual([]);
    }
    await context.close();
  }
}

async function open(page: Page, towpath: Towpath, view: View): Promise<void> {
  await page.goto(towpath.url + view.path);
  await view.prepare?.(page);
  await expect(page.getByText(view.shows).filter({ visible: true }).first(), view.name).toBeVisible();
  await expect(page.getByRole("status", { name: /^Loading/ })).toHaveCount(0);
}

async function sessionOf(browser: Browser, towpath: Towpath) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signIn(page, towpath, ada);
  const state = await context.storageState();
  await context.close();
  return state;
}

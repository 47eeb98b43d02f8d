// Every page, empty and full, light and dark, on a desk, a tablet and a phone: nothing axe-core
// objects to, nothing in the console, nothing that scrolls sideways on a small phone.
import type { Page } from "@playwright/test";
import { Client } from "../support/client.ts";
import { Editor } from "../support/editor.ts";
import { type Filled, fill } from "../support/filled.ts";
import { isDesk, look, sessionOf, type View } from "../support/look.ts";
import { ada, ben } from "../support/people.ts";
import { test } from "../support/test.ts";

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
  await look(browser, towpath, empty, { session: await sessionOf(browser, towpath) });
});

test("the pages of a workspace at work", async ({ browser, towpath }) => {
  test.setTimeout(400_000);
  const filled = await fill(towpath);
  await look(browser, towpath, full(filled), { session: await sessionOf(browser, towpath) });
});

async function openGreeting(page: Page): Promise<void> {
  if (isDesk(page)) {
    await new Editor(page).open("Greeting");
    return;
  }
  const outline = page.getByRole("region", { name: "Nodes in order" });
  await outline.getByRole("button", { name: /^Greeting/ }).click();
}

/** Shows the list instead of the drawing; a phone does so by itself. */
async function showOutline(page: Page): Promise<void> {
  if (isDesk(page)) await page.getByRole("button", { name: "Show the outline" }).click();
}

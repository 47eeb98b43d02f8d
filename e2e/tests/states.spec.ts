// Pages in the states nobody likes to think of: the server cannot answer, the colours are
// the system's own or of high contrast, the text is read from right to left and is longer.
import type { Page } from "@playwright/test";
import { expectAccessible } from "../support/accessible.ts";
import { Editor } from "../support/editor.ts";
import { type Filled, fill } from "../support/filled.ts";
import { look, open, sessionOf, sizes, type View } from "../support/look.ts";
import { expect, test } from "../support/test.ts";

const wrong = "Something went wrong on the server";

/** The pages, each of which shows something it must ask for. */
const asking = ({ flow, succeeded, table }: Filled): View[] => [
  { name: "flows-error", path: "/flows", shows: wrong },
  { name: "editor-error", path: `/flows/${flow}`, shows: wrong },
  { name: "runs-error", path: "/runs", shows: wrong },
  { name: "run-error", path: `/runs/${succeeded}`, shows: wrong },
  { name: "tables-error", path: "/data/tables", shows: wrong },
  { name: "table-error", path: `/data/tables/${table}`, shows: wrong },
  { name: "variables-error", path: "/data/variables", shows: wrong },
  { name: "credentials-error", path: "/credentials", shows: wrong },
  { name: "settings-members-error", path: "/settings/members", shows: wrong },
  { name: "settings-tokens-error", path: "/settings/tokens", shows: wrong },
  { name: "settings-audit-error", path: "/settings/audit", shows: wrong },
];

const main = ({ flow, failed }: Filled): View[] => [
  { name: "home", path: "/", shows: "Mail: " },
  { name: "flows", path: "/flows", shows: "Welcome a customer" },
  { name: "editor", path: `/flows/${flow}`, shows: "Greeting" },
  { name: "runs", path: "/runs", shows: "Failed" },
  { name: "run-failed", path: `/runs/${failed}`, shows: /mail\.invalid/ },
  { name: "credentials", path: "/credentials", shows: "Mails" },
  { name: "settings-members", path: "/settings/members", shows: "ben@" },
];

test("pages whose server cannot answer say so, and offer to try again", async ({ browser, towpath }) => {
  test.setTimeout(240_000);
  const filled = await fill(towpath);
  const session = await sessionOf(browser, towpath);
  const body = { title: wrong, status: 500, code: "internal", detail: `${wrong}.`, hint: "Try again.", problems: [], fields: [] };
  await look(browser, towpath, asking(filled), {
    session,
    expected: /500 \(Internal Server Error\)/,
    begin: async (page) => {
      const failing = /\/api\/v1\/workspaces\/[^/]+\/(?!live)/;
      await page.route(failing, (route) => route.fulfill({ status: 500, contentType: "application/problem+json", json: body }));
    },
    check: async (page, what) => expect.soft(page.getByRole("button", { name: "Try again" }).first(), what).toBeVisible(),
  });
});

test("pages in high contrast, and in the colours of the system", async ({ browser, towpath }) => {
  test.setTimeout(240_000);
  const filled = await fill(towpath);
  const session = await sessionOf(browser, towpath);
  await look(browser, towpath, main(filled), { session, looks: ["contrast", "dark-contrast", "forced"], sizes: ["desk", "phone"] });
});

test("pages are read from right to left, and with longer words", async ({ browser, towpath }) => {
  test.setTimeout(240_000);
  const filled = await fill(towpath);
  const session = await sessionOf(browser, towpath);
  const views = main(filled).map((view) => ({ ...view, name: `${view.name}-rtl`, shows: /./ }));
  await look(browser, towpath, views, { session, looks: ["light"], withoutAxe: true, begin: turnRound, check: expectWhole });
});

test("a flow is built and published from right to left", async ({ browser, towpath }) => {
  const filled = await fill(towpath);
  const context = await browser.newContext({ viewport: sizes.desk, reducedMotion: "reduce", storageState: await sessionOf(browser, towpath) });
  const page = await context.newPage();
  await page.addInitScript(() => document.addEventListener("readystatechange", () => document.documentElement.setAttribute("dir", "rtl")));
  await open(page, towpath, { name: "the editor", path: `/flows/${filled.flow}`, shows: "Greeting" });
  const editor = new Editor(page);
  await editor.addAfter("Respond", "Do nothing");
  await editor.drag("Do nothing", { down: 160 });
  await editor.connect("Greeting", "Do nothing");
  await expect(editor.node("Do nothing")).toHaveAccessibleName(/After (Respond and Greeting|Greeting and Respond)\./);
  const panel = await editor.open("Greeting");
  await expectAccessible(page, "the panel from right to left");
  await panel.close();
  await editor.expectSaved();
  await editor.publish();
  await context.close();
});

/** Turns the page round, and makes every text two fifths longer, as translations are. */
async function turnRound(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const longer = new WeakMap<Text, string>();
    const isCode = (node: Text) => node.parentElement?.closest("code, pre, textarea, script, style, svg, time") !== null;
    const stretch = (node: Text) => {
      const text = node.nodeValue ?? "";
      if (longer.get(node) === text || text.trim().length < 3 || isCode(node)) return;
      const more = `${text.trimEnd()}${"אבגדה ".repeat(Math.ceil((text.trim().length * 0.4) / 6)).trimEnd()}`;
      longer.set(node, more);
      node.nodeValue = more;
    };
    const stretchAll = (root: Node) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) stretch(node as Text);
    };
    new MutationObserver((changes) => {
      document.documentElement.dir = "rtl";
      for (const { type, target, addedNodes } of changes) {
        if (type === "characterData") stretch(target as Text);
        for (const node of addedNodes) stretchAll(node);
      }
    }).observe(document, { childList: true, subtree: true, characterData: true });
  });
}

/** Nothing stands beyond the edges, and no button has lost a part of its text. */
async function expectWhole(page: Page, what: string): Promise<void> {
  const lost = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const isInScrolled = (element: Element) => element.closest(".flow-canvas, .overflow-x-auto, [class*=overflow-auto], [class*=sr-only]") !== null;
    const all = [...document.querySelectorAll("button, a, h1, h2, h3, label, [role=tab]")];
    return all
      .filter((element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !isInScrolled(element))
      .filter((element) => {
        const { left, right } = element.getBoundingClientRect();
        return left < -1 || right > width + 1;
      })
      .map((element) => `${element.tagName} ${element.textContent?.slice(0, 40)}`);
  });
  expect.soft(lost, `beyond the edge of ${what}`).toEqual([]);
}

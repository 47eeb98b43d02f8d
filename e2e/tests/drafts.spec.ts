// Two people change the same flow: each has a draft of their own that outlives the page and
// the sign-out, sees who else has one, looks at it, takes it over, and brings in what was
// published meanwhile.
import type { Browser, Page } from "@playwright/test";
import { expectAccessible } from "../support/accessible.ts";
import { Client } from "../support/client.ts";
import { Editor } from "../support/editor.ts";
import { chain, steps } from "../support/flows.ts";
import { type Person, ada, ben } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";
import type { Towpath } from "../support/towpath.ts";

const pause = { id: "pause", kind: "no_op", name: "Pause", parameters: {} };

test("everybody has a draft of their own", async ({ page, browser, towpath }) => {
  const client = await Client.setUp(towpath);
  await client.addMember(ben, "editor");
  const flow = await client.addFlow(chain("Together", [steps.webhook("together"), steps.greet(), pause]));
  await client.publish(flow);
  const address = `${towpath.url}/flows/${flow}`;
  const hers = await desk(page, towpath, ada, address);
  const his = await desk(await newPage(browser), towpath, ben, address);

  await test.step("what one changes is there after a reload and on another device", async () => {
    await rename(hers, "Pause", "Rest");
    await hers.expectSaved();
    await hers.page.reload();
    await expect(hers.node("Rest")).toBeVisible();
    const elsewhere = await desk(await newPage(browser), towpath, ada, address);
    await expect(elsewhere.node("Rest")).toBeVisible();
    await elsewhere.page.context().close();
  });

  await test.step("others see what is published, and who has changed it", async () => {
    await his.page.reload();
    await expect(his.node("Pause")).toBeVisible();
    await his.page.getByRole("button", { name: /^Ada Owner has unpublished changes from \d\d:\d\d$/ }).click();
    await expectAccessible(his.page, "who else has a draft");
    await picture(his.page, "who");
    await his.page.getByRole("button", { name: "Look at the draft of Ada Owner" }).click();
    const versions = his.page.getByRole("dialog", { name: "Versions" });
    await expect(versions.getByRole("heading", { name: /^The draft of Ada Owner/ })).toBeVisible();
    await expect(versions.getByText("Renamed Pause to Rest.")).toBeVisible();
    await expectAccessible(his.page, "the draft of another");
    await picture(his.page, "look");
    await his.page.keyboard.press("Escape");
    await expect(versions).toBeHidden();
  });

  await test.step("publishing leaves the drafts of others alone", async () => {
    await rename(his, "Pause", "Break");
    await his.node("Greeting").click();
    await his.canvas.press("d");
    await his.expectSaved();
    await his.publish();
    await hers.page.reload();
    await expect(hers.node("Rest")).toBeVisible();
    await expect(hers.page.getByText("Version 2 was published meanwhile. Your draft was begun from version 1.")).toBeVisible();
    await hers.page.getByRole("button", { name: "Publish", exact: true }).click();
    const dialog = hers.page.getByRole("dialog");
    await expect(dialog.getByText("Version 2 was published after you began.")).toBeVisible();
    await expect(dialog.getByRole("button", { name: "Publish", exact: true })).toBeDisabled();
    await dialog.getByRole("button", { name: "See what changed" }).click();
  });

  await test.step("what was published is brought in, and one chooses where both changed the same", async () => {
    const dialog = hers.page.getByRole("dialog", { name: "Version 2 was published meanwhile" });
    await expect(dialog.getByText("Disabled Greeting; renamed Pause to Break.")).toBeVisible();
    await expect(dialog.getByRole("group", { name: "Which Rest stays" }).getByRole("button", { name: "Yours" })).toHaveAttribute("aria-pressed", "true");
    await expectAccessible(hers.page, "what was published meanwhile");
    await picture(hers.page, "bring-in");
    await dialog.getByRole("button", { name: "Version 2" }).click();
    await dialog.getByRole("button", { name: "Bring it in" }).click();
    await expect(hers.node("Break")).toBeVisible();
    await expect(hers.page.getByText("was published meanwhile")).toBeHidden();
    await hers.canvas.press("ControlOrMeta+z");
    await expect(hers.node("Rest")).toBeVisible();
    await expect(hers.page.getByText(/^Version 2 was published meanwhile/)).toBeVisible();
    await hers.canvas.press("ControlOrMeta+Shift+z");
    await expect(hers.node("Break")).toBeVisible();
    await rename(hers, "Break", "Long break");
    await hers.expectSaved();
    await hers.publish();
    await expect(hers.page.getByText("Version 3 is live")).toBeVisible();
  });

  await test.step("a draft is taken over", async () => {
    await rename(hers, "Long break", "Holiday");
    await hers.expectSaved();
    await his.page.reload();
    await expect(his.node("Long break")).toBeVisible();
    await his.page.getByRole("button", { name: /^Ada Owner has unpublished changes/ }).click();
    await his.page.getByRole("button", { name: "Look at the draft of Ada Owner" }).click();
    await his.page.getByRole("button", { name: "Take it over" }).click();
    const dialog = his.page.getByRole("dialog", { name: "Take over the draft of Ada Owner" });
    await expect(dialog.getByText("Renamed Long break to Holiday.")).toBeVisible();
    await dialog.getByRole("button", { name: "Take it over" }).click();
    await expect(his.node("Holiday")).toBeVisible();
    await his.expectSaved();
    await his.publish();
    const { items } = await client.must("GET", `W/flows/${flow}/drafts`);
    // Hers was the same: there is nothing left of it to publish.
    expect(items).toEqual([]);
  });

  await test.step("and one's own can be dropped", async () => {
    await rename(his, "Holiday", "Nonsense");
    await his.expectSaved();
    await his.page.getByRole("button", { name: "More", exact: true }).click();
    await his.page.getByRole("menuitem", { name: "Drop my changes" }).click();
    await his.page.getByRole("button", { name: "Drop them" }).click();
    await expect(his.node("Holiday")).toBeVisible();
    await his.page.reload();
    await expect(his.node("Holiday")).toBeVisible();
  });
  await his.page.context().close();
});

async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
  return context.newPage();
}

async function desk(page: Page, towpath: Towpath, person: Person, address: string): Promise<Editor> {
  await signIn(page, towpath, person);
  await page.goto(address);
  await expect(page.getByRole("button", { name: "Publish", exact: true })).toBeEnabled();
  return new Editor(page);
}

async function rename(editor: Editor, from: string, to: string): Promise<void> {
  await editor.node(from).click();
  await editor.canvas.press("F2");
  const dialog = editor.page.getByRole("dialog");
  await dialog.getByRole("textbox").fill(to);
  await editor.page.keyboard.press("Enter");
  await expect(editor.node(to)).toBeVisible();
}

/** A picture to look at, where one is asked for. */
async function picture(page: Page, name: string): Promise<void> {
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/drafts-${name}.png` });
}

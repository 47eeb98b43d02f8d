// A flow is published twice, the versions are compared on the canvas, and the first one is
// brought back; also by the keyboard and on a phone.
import type { Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll } from "../support/accessible.ts";
import { Client } from "../support/client.ts";
import { Editor } from "../support/editor.ts";
import { type FlowFile, chain, steps } from "../support/flows.ts";
import { ada } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";
import type { Towpath } from "../support/towpath.ts";

const pause = { id: "pause", kind: "no_op", name: "Pause", parameters: {} };

test("publishes twice, compares and brings the first version back", async ({ page, towpath }) => {
  const flow = chain("Versions", [steps.webhook("versions"), steps.greet(), pause]);
  const { editor, client, id } = await open(page, towpath, flow);
  const versions = page.getByRole("dialog", { name: "Versions" });
  const differences = versions.getByRole("region", { name: "What differs" });

  await test.step("has no versions yet", async () => {
    await openVersions(page);
    await expect(versions.getByText("Nothing is published yet")).toBeVisible();
    await expectAccessible(page, "no versions");
    await versions.getByRole("button", { name: "Publish the first version" }).click();
    await page.getByRole("dialog").getByLabel("What has changed").fill("The first one");
    await page.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
    await expect(page.getByText("Version 1 is live")).toBeVisible();
  });

  await test.step("suggests what to say of the second one", async () => {
    await editor.node("Pause").click();
    await editor.canvas.press("Delete");
    await editor.addAfter("Greeting", "Respond");
    await editor.expectSaved();
    await page.getByRole("button", { name: "Publish" }).click();
    const note = page.getByRole("dialog").getByLabel("What has changed");
    await expect(note).toHaveValue("Added Respond; removed Pause.");
    await page.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
    await expect(page.getByText("Version 2 is live")).toBeVisible();
  });

  await test.step("compares both on the canvas", async () => {
    await openVersions(page);
    await versions.getByRole("button", { name: /^Version 2/ }).click();
    await expect(differences.getByText("Added Respond; removed Pause.")).toBeVisible();
    const drawing = versions.getByRole("application", { name: "Version 1 and version 2 in one drawing" });
    await expect(drawing.getByRole("group", { name: /^Pause.* In comparison: removed\.$/ })).toBeVisible();
    await expect(drawing.getByRole("group", { name: /^Respond.* In comparison: added\.$/ })).toBeVisible();
    await expectAccessible(page, "two versions in one drawing");
    await picture(page, "overlay");
    await versions.getByRole("button", { name: "Side by side" }).click();
    await expect(versions.getByRole("application", { name: "Version 1", exact: true }).getByText("Pause", { exact: true })).toBeVisible();
    await expect(versions.getByRole("application", { name: "Version 2", exact: true }).getByText("Pause", { exact: true })).toBeHidden();
    await picture(page, "beside");
    await differences.getByRole("button", { name: /Pause/ }).first().click();
    await expect(differences.getByRole("button", { pressed: true })).toContainText("Pause");
  });

  await test.step("tags a version", async () => {
    await versions.getByRole("button", { name: /^Version 1/ }).click();
    await versions.getByRole("button", { name: "Tag", exact: true }).click();
    await versions.getByRole("textbox", { name: "New tag" }).fill("stable");
    await page.keyboard.press("Enter");
    await expect(versions.getByRole("button", { name: "Remove the tag stable" })).toBeVisible();
    const { items } = await client.must("GET", `W/flows/${id}/versions`);
    expect(items.map(({ tags }: { tags: string[] }) => tags)).toEqual([[], ["stable"]]);
  });

  await test.step("brings it back, and takes that back", async () => {
    await expect(versions.getByText("The first one").first()).toBeVisible();
    await versions.getByRole("button", { name: "Bring this version back" }).click();
    await page.getByRole("button", { name: "Bring it back", exact: true }).click();
    await expect(versions).toBeHidden();
    await expect(editor.node("Pause")).toBeVisible();
    await expect(editor.node("Respond")).toBeHidden();
    await editor.canvas.press("ControlOrMeta+z");
    await expect(editor.node("Respond")).toBeVisible();
    await expect(editor.node("Pause")).toBeHidden();
    await editor.canvas.press("ControlOrMeta+Shift+z");
    await expect(editor.node("Pause")).toBeVisible();
    await editor.expectSaved();
  });

  await test.step("shows the draft against what runs, in the dark", async () => {
    await page.emulateMedia({ colorScheme: "dark" });
    await openVersions(page);
    await expect(differences.getByText("Added Pause; removed Respond.")).toBeVisible();
    await expectAccessible(page, "the draft compared, dark");
    await picture(page, "dark");
    await page.keyboard.press("Escape");
    await expect(versions).toBeHidden();
  });
});

test("a phone shows the history, then one version", async ({ page, towpath }) => {
  const flow = chain("On a phone", [steps.webhook("phone"), steps.greet()]);
  const { client, id } = await open(page, towpath, flow);
  await client.must("POST", `W/flows/${id}/publish`, { revision: 1, note: "By telephone" });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.reload();
  await openVersions(page);
  const versions = page.getByRole("dialog", { name: "Versions" });
  await expect(versions.getByText("By telephone").first()).toBeVisible();
  await expectNoSidewaysScroll(page, "the versions");
  await picture(page, "phone-history");
  await versions.getByRole("button", { name: /^Version 1/ }).click();
  await expect(versions.getByRole("heading", { name: /^Version 1/ })).toBeVisible();
  await expect(versions.getByRole("application", { name: "Version 1", exact: true })).toBeVisible();
  await expectNoSidewaysScroll(page, "the versions");
  await expectAccessible(page, "a version on a phone");
  await picture(page, "phone-version");
  await versions.getByRole("button", { name: "All versions" }).click();
  await expect(versions.getByText("What you edit now").first()).toBeVisible();
});

async function open(page: Page, towpath: Towpath, flow: FlowFile) {
  const client = await Client.setUp(towpath);
  const id = await client.addFlow(flow);
  await signIn(page, towpath, ada);
  await page.goto(`${towpath.url}/flows/${id}`);
  await expect(page.getByRole("button", { name: "Publish" })).toBeEnabled();
  return { editor: new Editor(page), client, id };
}

async function openVersions(page: Page): Promise<void> {
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Versions" }).click();
}

/** A picture to look at, where one is asked for. */
async function picture(page: Page, name: string): Promise<void> {
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/versions-${name}.png` });
}

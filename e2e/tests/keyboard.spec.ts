// Build, connect and publish without a mouse.
import type { Page } from "@playwright/test";
import { Client, send } from "../support/client.ts";
import { Editor } from "../support/editor.ts";
import { ada } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";

test("a flow is built, connected and published by keyboard alone", async ({ page, towpath }) => {
  const client = await Client.setUp(towpath);
  await signIn(page, towpath, ada);
  const editor = new Editor(page);
  const { keyboard } = page;
  // From here on no mouse.

  await test.step("goes to the flows and makes one", async () => {
    // The shortcuts are loaded a moment after the page.
    await expect(async () => {
      await keyboard.press("g");
      await keyboard.press("f");
      await expect(page.getByRole("heading", { level: 1, name: "Flows" })).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await keyboard.press("ControlOrMeta+k");
    await choose(page, "new flow");
    await expect(page.getByRole("dialog").getByLabel("Name")).toBeFocused();
    await keyboard.type("By keyboard");
    await keyboard.press("Enter");
    await expect(page.getByRole("region", { name: "What starts this flow?" })).toBeVisible();
  });

  await test.step("adds three nodes in a row", async () => {
    await keyboard.press("n");
    await choose(page, "webhook");
    await expect(editor.canvas).toBeFocused();
    await keyboard.press("Tab");
    await choose(page, "set fields");
    await keyboard.press("n");
    await choose(page, "respond");
    await expect(editor.node("Set fields")).toHaveAccessibleName(/After Webhook\. Leads to Respond\./);
  });

  await test.step("connects two of them, and takes it back", async () => {
    await keyboard.press("Home");
    await expect(editor.canvas.getByText(/^Webhook\. Starts the flow\./)).toBeAttached();
    await keyboard.press("c");
    await choose(page, "respond");
    await expect(editor.node("Respond")).toHaveAccessibleName(/After Set fields and Webhook\./);
    await keyboard.press("ControlOrMeta+z");
    await expect(editor.node("Respond")).toHaveAccessibleName(/After Set fields\./);
  });

  await test.step("fills in what is set", async () => {
    await keyboard.press("Home");
    await keyboard.press("ArrowRight");
    await keyboard.press("Enter");
    const panel = page.getByRole("complementary", { name: "Set fields: settings of the node" });
    await expect(panel.locator(":focus")).toBeVisible();
    await tabTo(page, "Add field");
    await keyboard.press("Enter");
    await tabTo(page, "Name", "backwards");
    await keyboard.type("greeting");
    await tabTo(page, "Value");
    await keyboard.type("Hello {{ $json.name }}");
    await keyboard.press("Escape");
    if (await panel.isVisible()) await keyboard.press("Escape");
    await expect(panel).toBeHidden();
    await expect(editor.canvas).toBeFocused();
  });

  await test.step("publishes", async () => {
    await editor.expectSaved();
    await keyboard.press("ControlOrMeta+Shift+p");
    await expect(page.getByRole("dialog").getByRole("button", { name: "Publish" })).toBeEnabled();
    await tabTo(page, "Publish");
    await keyboard.press("Enter");
    await expect(page.getByText("Version 1 is live")).toBeVisible();
  });

  const [flow] = (await client.must("GET", "W/flows")).items;
  const { triggers } = await client.must("GET", `W/flows/${flow.id}`);
  expect(await send(triggers[0].url, { name: "Grace" })).toMatchObject({ status: 200, body: { greeting: "Hello Grace" } });
});

/** Answers the open list by its letters. */
async function choose(page: Page, text: string): Promise<void> {
  const list = page.getByRole("dialog");
  await expect(list.getByRole("combobox")).toBeFocused();
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
  await expect(list.getByRole("combobox")).toBeHidden();
}

const stopsMaximum = 60;

/** Presses Tab, if need be, until the focus is at what has this name. */
async function tabTo(page: Page, name: string, direction?: "backwards"): Promise<void> {
  for (let stop = 0; stop < stopsMaximum; stop += 1) {
    if ((await nameOfFocus(page)).startsWith(name)) return;
    await page.keyboard.press(direction ? "Shift+Tab" : "Tab");
  }
  throw new Error(`Tab does not come to ${name}`);
}

function nameOfFocus(page: Page): Promise<string> {
  return page.evaluate(() => {
    const focused = document.activeElement;
    if (!(focused instanceof HTMLElement)) return "";
    const labels = "labels" in focused ? [...((focused as HTMLInputElement).labels ?? [])] : [];
    const texts = [focused.getAttribute("aria-label"), ...labels.map((label) => label.textContent), focused.textContent];
    return texts.find((text) => text?.trim())?.trim() ?? "";
  });
}

// What people do to a flow that is drawn already: insert, replace, lead elsewhere,
// group, search, copy to another flow, take out into a flow of its own, save a picture.
import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expectAccessible } from "../support/accessible.ts";
import { Client } from "../support/client.ts";
import { Editor } from "../support/editor.ts";
import { chain, steps } from "../support/flows.ts";
import { ada } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";
import type { Towpath } from "../support/towpath.ts";

const pause = { id: "pause", kind: "no_op", name: "Pause", parameters: {} };

test("a flow is changed without drawing it anew", async ({ page, towpath }) => {
  const { editor } = await open(page, towpath);

  await test.step("puts a node on an arrow by dropping it there", async () => {
    const middle = { x: 0, y: 0 };
    // The canvas may not yet have measured its room: the row stands in its middle when it has.
    await expect(async () => {
      await editor.showAll();
      const boxes = [editor.node("Webhook"), editor.node("Greeting"), editor.canvas].map((part) => part.boundingBox());
      const [from, to, canvas] = await Promise.all(boxes);
      if (!from || !to || !canvas) throw new Error("the nodes are not in view");
      middle.x = (from.x + from.width + to.x) / 2 - canvas.x;
      middle.y = from.y + from.height / 2 - canvas.y;
      expect(Math.abs(middle.y - canvas.height / 2)).toBeLessThan(40);
    }).toPass();
    await page.getByRole("toolbar", { name: "Nodes to add" }).getByRole("button", { name: "Wait", exact: true }).dragTo(editor.canvas, { targetPosition: middle });
    await expect(editor.node("Wait")).toHaveAccessibleName(/After Webhook\. Leads to Greeting\./);
  });

  await test.step("makes it a node of another kind, with its arrows", async () => {
    await editor.canvas.press("Shift+R");
    await editor.choose("Do nothing");
    await expect(editor.node("Do nothing")).toHaveAccessibleName(/After Webhook\. Leads to Greeting\./);
    await editor.canvas.press("Delete");
    await expect(editor.node("Greeting")).toHaveAccessibleName(/After Webhook\./);
  });

  await test.step("leads an arrow elsewhere, by mouse and without", async () => {
    await editor.canvas.press("Escape");
    await reattach(page, editor, "Pause", "Respond");
    await expect(editor.node("Pause")).toHaveAccessibleName(/Nothing leads here\./);
    await expect(editor.node("Respond")).toHaveAccessibleName(/After Greeting and Pause\.|After Pause and Greeting\./);
    await editor.canvas.press("ControlOrMeta+z");
    await expect(editor.node("Pause")).toHaveAccessibleName(/After Greeting\./);
    await reattach(page, editor, "Respond", "Greeting");
    await expect(page.getByText("Arrows do not lead back")).toBeVisible();
    await expect(editor.node("Respond")).toHaveAccessibleName(/After Pause\./);
    await editor.node("Pause").click();
    await editor.canvas.press("Shift+E");
    const list = page.getByRole("dialog");
    await list.getByRole("option", { name: /^Greeting to Pause/ }).click();
    await list.getByRole("option", { name: "Where it leads" }).click();
    await editor.choose("Respond");
    await expect(editor.node("Pause")).toHaveAccessibleName(/Nothing leads here\./);
    await editor.canvas.press("ControlOrMeta+z");
    await expect(editor.node("Pause")).toHaveAccessibleName(/After Greeting\./);
  });

  await test.step("groups two nodes, folds and unfolds them", async () => {
    await editor.showAll();
    await editor.node("Greeting").click();
    await editor.node("Pause").click({ modifiers: ["Shift"] });
    await editor.canvas.press("ControlOrMeta+g");
    await expectAccessible(page, "a group");
    await page.getByRole("button", { name: "Fold the group" }).click();
    await expect(editor.canvas.getByRole("group", { name: "Group: Greeting, Pause" })).toBeVisible();
    await expect(editor.node("Pause")).toBeHidden();
    await expectAccessible(page, "a folded group");
  });

  await test.step("finds what stands in it, by a value", async () => {
    await page.keyboard.press("ControlOrMeta+f");
    const search = page.getByRole("search", { name: "Search in the flow" });
    await search.getByRole("combobox").fill("hello");
    await expect(search.getByRole("status")).toHaveText("1 of 1");
    await expectAccessible(page, "the search");
    await page.keyboard.press("Enter");
    await expect(editor.node("Greeting")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(search).toBeHidden();
  });

  await test.step("saves a picture", async () => {
    const [download] = await Promise.all([page.waitForEvent("download"), saveAs(page, "Save a picture (SVG)")]);
    const svg = await readFile(await download.path(), "utf8");
    for (const name of ["Webhook", "Greeting", "Pause", "Respond"]) expect(svg).toContain(`>${name}</text>`);
    const [picture] = await Promise.all([page.waitForEvent("download"), saveAs(page, "Save a picture (PNG)")]);
    const png = await readFile(await picture.path());
    expect(png.subarray(1, 4).toString()).toBe("PNG");
  });

  await editor.expectSaved();
});

test("nodes are copied to another flow as text", async ({ page, towpath, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { editor, client } = await open(page, towpath);
  await editor.node("Greeting").click();
  await editor.canvas.press("ControlOrMeta+c");
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(JSON.parse(text)).toMatchObject({ format: "towpath.clipboard", nodes: [{ name: "Greeting" }] });

  const other = await client.addFlow(chain("Other", [steps.webhook("other")]));
  await page.goto(`${towpath.url}/flows/${other}`);
  await editor.node("Webhook").click();
  await editor.canvas.press("ControlOrMeta+v");
  await expect(editor.node("Greeting")).toBeVisible();
  await editor.expectSaved();
});

test("nodes become a flow of their own", async ({ page, towpath }) => {
  const { editor, client } = await open(page, towpath);
  await editor.showAll();
  await editor.node("Greeting").click();
  await editor.node("Pause").click({ modifiers: ["Shift"] });
  await editor.node("Pause").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Make a flow of its own" }).click();
  await page.getByRole("dialog").getByLabel("Name of the new flow").fill("Greet");
  await page.keyboard.press("Enter");
  await expect(editor.node("Greet")).toHaveAccessibleName(/After Webhook\. Leads to Respond\./);
  await expect(editor.node("Greeting")).toBeHidden();
  const { items } = await client.must("GET", "W/flows");
  const made = items.find(({ name }: { name: string }) => name === "Greet");
  const { document } = await client.must("GET", `W/flows/${made.id}`);
  expect(document.nodes.map(({ name }: { name: string }) => name)).toEqual(expect.arrayContaining(["Greeting", "Pause"]));
  expect(document.edges).toHaveLength(2);
  await editor.expectSaved();
});

/** Drags the end of the arrow that leads to a node onto another one. */
async function reattach(page: Page, editor: Editor, node: string, onto: string): Promise<void> {
  await editor.canvas.press("Escape");
  await editor.showAll();
  await editor.node(onto).hover();
  await editor.node(node).hover();
  const [end, target] = [await editor.node(node).boundingBox(), await editor.node(onto).boundingBox()];
  if (!end || !target) throw new Error(`${node} or ${onto} is not in view`);
  // Beside the port, where the end of the arrow can be taken.
  await page.mouse.move(end.x - 15, end.y + end.height / 2);
  await page.mouse.down();
  await page.mouse.move(target.x + target.width / 2, target.y + target.height * 2, { steps: 8 });
  await page.mouse.move(target.x + 2, target.y + target.height / 2, { steps: 8 });
  await page.mouse.up();
}

async function saveAs(page: Page, entry: string): Promise<void> {
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: entry }).click();
}

/** A flow of four nodes, open in the editor. */
async function open(page: Page, towpath: Towpath) {
  const client = await Client.setUp(towpath);
  const id = await client.addFlow(chain("Change me", [steps.webhook("change"), steps.greet(), pause, steps.respond()]));
  await signIn(page, towpath, ada);
  await page.goto(`${towpath.url}/flows/${id}`);
  const editor = new Editor(page);
  await expect(editor.node("Respond")).toBeVisible();
  return { editor, client };
}

// A loop is built four ways: by mouse, by keyboard alone, in the outline, on a phone.
// Each is published and run; a run is looked at one iteration at a time.
import type { Page } from "@playwright/test";
import { expectAccessible, expectNoSidewaysScroll } from "../support/accessible.ts";
import { Client, send } from "../support/client.ts";
import { Editor } from "../support/editor.ts";
import { type FlowFile, type FlowNode, chain, steps } from "../support/flows.ts";
import { ada } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";
import type { Towpath } from "../support/towpath.ts";

const nothing = { id: "nothing", kind: "no_op", name: "Pause", parameters: {} };

test("an arrow that leads back becomes a loop, and nodes are dragged in and out", async ({ page, towpath }) => {
  const flow = chain("By mouse", [steps.webhook("mouse"), steps.greet(), nothing, steps.respond()]);
  const { editor, client, id } = await open(page, towpath, flow);

  await test.step("draws back, and takes the offer", async () => {
    await editor.connect("Pause", "Greeting");
    await expect(page.getByText("Arrows do not lead back")).toBeVisible();
    await page.getByRole("button", { name: "Make this a loop" }).click();
    await expect(editor.node("For each")).toHaveAccessibleName(/Box with 2 nodes\. After Webhook\. Leads to Respond\./);
    await expect(editor.node("Greeting")).toHaveAccessibleName(/In For each\. Begins with what comes into the box\./);
    await editor.showAll();
    await expectAccessible(page, "a loop on the canvas");
  });

  await test.step("folds and unfolds the box", async () => {
    await page.getByRole("button", { name: "Fold the box", exact: true }).click();
    await expect(editor.node("Greeting")).toBeHidden();
    await page.getByRole("button", { name: "Unfold the box" }).click();
    await expect(editor.node("Greeting")).toBeVisible();
  });

  await test.step("drags a node out, and undoes it", async () => {
    await editor.drag("Pause", { down: 400 });
    await expect(editor.node("Pause")).toHaveAccessibleName(/^Pause, Do nothing\. After For each\./);
    await expect(editor.node("For each")).toHaveAccessibleName(/Box with 1 node\./);
    await editor.canvas.press("ControlOrMeta+z");
    await expect(editor.node("Pause")).toHaveAccessibleName(/In For each\./);
  });

  await test.step("adds a node in the box by its button", async () => {
    await editor.showAll();
    await page.getByRole("button", { name: "Add a node in this box" }).click();
    await editor.choose("Do nothing");
    await expect(editor.node("Do nothing")).toHaveAccessibleName(/In For each\./);
    await editor.canvas.press("Delete");
    await expect(editor.node("Do nothing")).toBeHidden();
  });

  await editor.expectSaved();
  await editor.publish();
  expect(await send(await urlOf(client, id), { name: "Grace" })).toMatchObject({ status: 200, body: { greeting: "Hello Grace" } });
});

test("a loop is built by keyboard alone", async ({ page, towpath }) => {
  const { editor, client, id } = await open(page, towpath, chain("By keyboard", [steps.webhook("keys")]));
  const { keyboard } = page;
  await editor.canvas.focus();

  await keyboard.press("Home");
  await keyboard.press("Tab");
  await choose(page, "for each");
  await keyboard.press("Shift+I");
  await choose(page, "do nothing");
  await expect(editor.node("Do nothing")).toHaveAccessibleName(/In For each\. Begins with what comes into the box\./);
  // The keys walk out of the box, and what follows it stands outside.
  await keyboard.press("ArrowUp");
  await expect(editor.canvas.getByText(/^For each\. Box with 1 node\./)).toBeAttached();
  await keyboard.press("n");
  await choose(page, "respond");
  await expect(editor.node("Respond")).toHaveAccessibleName(/After For each\./);
  await keyboard.press("Home");
  await keyboard.press("ArrowRight");
  await keyboard.press("ArrowDown");
  await expect(editor.canvas.getByText(/^Do nothing\. In For each\./)).toBeAttached();

  // Out of the box and back in, without a mouse.
  await keyboard.press("Shift+M");
  await choose(page, "out of all boxes");
  await expect(editor.node("For each")).toHaveAccessibleName(/Empty box\./);
  await keyboard.press("ControlOrMeta+z");
  await expect(editor.node("Do nothing")).toHaveAccessibleName(/In For each\./);

  await editor.expectSaved();
  await keyboard.press("ControlOrMeta+Shift+p");
  await expect(page.getByRole("dialog").getByRole("button", { name: "Publish" })).toBeEnabled();
  await page.getByRole("dialog").getByRole("button", { name: "Publish" }).press("Enter");
  await expect(page.getByText("Version 1 is live")).toBeVisible();
  expect(await send(await urlOf(client, id), { name: "Grace" })).toMatchObject({ status: 200, body: { name: "Grace" } });
});

test("a loop is built in the outline", async ({ page, towpath }) => {
  const { editor, client, id } = await open(page, towpath, chain("By outline", [steps.webhook("outline"), steps.greet(), steps.respond()]));
  await page.getByRole("button", { name: "Show the outline" }).click();
  const outline = page.getByRole("region", { name: "Nodes in order" });
  const row = (name: string) => outline.getByRole("button", { name: new RegExp(`^${name}`) });
  await expect(row("Greeting")).toBeVisible();
  await expectAccessible(page, "the outline");

  await test.step("adds a box and a node in it", async () => {
    await outline.getByRole("button", { name: "Add what follows Greeting" }).click();
    await editor.choose("For each");
    await expect(row("For each")).toBeFocused();
    await page.keyboard.press("Shift+I");
    await editor.choose("Do nothing");
    await expect(row("Do nothing")).toBeFocused();
  });

  await test.step("renames it, moves it out and back", async () => {
    await page.keyboard.press("F2");
    await page.getByRole("dialog").getByLabel("Name").fill("Look at one");
    await page.keyboard.press("Enter");
    await expect(row("Look at one")).toBeFocused();
    await page.keyboard.press("Shift+M");
    await editor.choose("Out of all boxes");
    await expect(outline.getByText("Empty box.")).toBeVisible();
    await page.keyboard.press("ControlOrMeta+z");
    await expect(outline.getByText("Box with 1 node.")).toBeVisible();
  });

  await test.step("connects the box, and lets what follows change places", async () => {
    await outline.getByRole("button", { name: "More for For each" }).click();
    await page.getByRole("menuitem", { name: "Connect to" }).click();
    await page.getByRole("dialog").getByRole("option", { name: "Result" }).click();
    await choose(page, "Respond");
    await row("Greeting").focus();
    await page.keyboard.press("Alt+ArrowDown");
    await expect(page.getByText("Several nodes follow this one.")).toBeVisible();
  });

  await page.getByRole("button", { name: "Show the canvas" }).click();
  await expect(editor.node("Look at one")).toHaveAccessibleName(/In For each\./);
  await editor.expectSaved();
  await editor.publish();
  expect(await send(await urlOf(client, id), { name: "Grace" })).toMatchObject({ status: 200, body: { greeting: "Hello Grace" } });
});

test("a loop is built on a phone, with one question a screen", async ({ page, towpath }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const fetched: string[] = [];
  page.on("request", (request) => fetched.push(new URL(request.url()).pathname));
  const { editor, client, id } = await open(page, towpath, chain("By phone", [steps.webhook("phone"), steps.respond()]));
  const outline = page.getByRole("region", { name: "Nodes in order" });
  const row = (name: string) => outline.getByRole("button", { name: new RegExp(`^${name}`) });

  await outline.getByRole("button", { name: "Add what follows Webhook" }).click();
  await editor.choose("For each");
  await outline.getByRole("button", { name: "More for For each" }).click();
  await page.getByRole("menuitem", { name: "Add a node in this box" }).click();
  await editor.choose("Do nothing");

  await row("For each").click();
  const panel = page.getByRole("complementary", { name: "For each: settings of the node" });
  const questions = panel.getByRole("region", { name: "One question at a time" });
  await expect(questions.getByRole("status")).toContainText("Question 1 of");
  await expectAccessible(page, "a question on a phone");
  await expectNoSidewaysScroll(page, "a question on a phone");
  const next = questions.getByRole("button", { name: "Next" });
  while (await next.isVisible()) await next.click();
  await questions.getByRole("button", { name: "Done" }).click();
  await expect(panel).toBeHidden();
  await expectAccessible(page, "the outline on a phone");

  await editor.publish();
  expect(await send(await urlOf(client, id), { name: "Grace" })).toMatchObject({ status: 200 });

  // What draws is fetched when somebody wants to see it.
  const drawing = () => fetched.filter((path) => /\/canvas-[^/]*\.js$/.test(path));
  expect(drawing()).toEqual([]);
  await page.getByRole("button", { name: "Show the canvas" }).click();
  await expect(editor.node("Webhook")).toBeVisible();
  expect(drawing()).toHaveLength(1);
});

test("a run shows one iteration of a loop, one that failed first", async ({ page, towpath }) => {
  const client = await Client.setUp(towpath);
  const id = await client.addFlow(rounds());
  const customers = Array.from({ length: 30 }, (_, index) => ({ paid: index !== 11 && index !== 20 }));
  const { body } = await send(await client.publish(id), { customers });
  expect(body.status).toBe("succeeded");
  await signIn(page, towpath, ada);
  await page.goto(`${towpath.url}/runs/${body.run}`);
  const path = page.getByRole("application", { name: /^The way of this run/ });
  const node = (name: string) => path.getByRole("group", { name: new RegExp(`^${name}`) });
  await page.getByRole("button", { name: "Show everything" }).click();

  await expect(path.getByText("12 of 30")).toBeVisible();
  await expect(node("Refuse")).toHaveAccessibleName(/Failed\./);
  await expectAccessible(page, "a run with a loop");
  await path.getByRole("button", { name: "Show the next iteration that failed" }).click();
  await expect(path.getByText("21 of 30")).toBeVisible();
  await expect(node("For each")).toHaveAccessibleName(/Shows iteration 21 of 30\./);
  await path.getByRole("button", { name: "Next iteration", exact: true }).click();
  await expect(path.getByText("22 of 30")).toBeVisible();
  await expect(node("Refuse")).not.toHaveAccessibleName(/Failed\./);
  await expect(node("Thank")).toHaveAccessibleName(/Done\./);

  // The same without a mouse.
  await node("Thank").click();
  await path.press("PageUp");
  await expect(path.getByText("21 of 30")).toBeVisible();
});

/** A loop over customers that fails for those who have not paid, and goes on. */
function rounds(): FlowFile {
  const at = (id: string, kind: string, name: string, x: number, y: number, more: Partial<FlowNode> = {}): FlowNode => ({
    ...{ id, kind, name, position: { x, y }, parameters: {} },
    ...more,
  });
  const paid = { combine: "and", conditions: [{ left: "{{ $json.paid }}", operator: "is_true" }] };
  const arrow = (from: string, to: string, port = "main") => ({ id: `${from}-${to}`, from: { node: from, port }, to: { node: to, port: "main" } });
  return {
    ...{ format: "towpath.flow", version: 1, name: "Rounds" },
    nodes: [
      at("in", "webhook", "Webhook", 0, 0, { parameters: { path: "rounds" } }),
      at("split", "split_out", "Split out", 336, 0, { parameters: { fields: "customers" } }),
      at("loop", "for_each", "For each", 672, 0, { parameters: { on_item_error: "continue" } }),
      at("paid", "if", "Has paid?", 704, 96, { parent: "loop", parameters: { conditions: paid } }),
      at("thank", "no_op", "Thank", 1040, 96, { parent: "loop" }),
      at("refuse", "stop_and_error", "Refuse", 1040, 208, { parent: "loop", parameters: { message: "Not paid" } }),
    ],
    edges: [arrow("in", "split"), arrow("split", "loop"), arrow("paid", "thank", "true"), arrow("paid", "refuse", "false")],
  };
}

/** A fresh server with this flow, open in the editor. */
async function open(page: Page, towpath: Towpath, flow: ReturnType<typeof chain>) {
  const client = await Client.setUp(towpath);
  const id = await client.addFlow(flow);
  await signIn(page, towpath, ada);
  await page.goto(`${towpath.url}/flows/${id}`);
  await expect(page.getByRole("button", { name: "Publish" })).toBeEnabled();
  return { editor: new Editor(page), client, id };
}

async function urlOf(client: Client, flow: string): Promise<string> {
  const { triggers } = await client.must("GET", `W/flows/${flow}`);
  return triggers[0].url;
}

/** Answers the open list by its letters. */
async function choose(page: Page, text: string): Promise<void> {
  const list = page.getByRole("dialog");
  await expect(list.getByRole("combobox")).toBeFocused();
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
  await expect(list.getByRole("combobox")).toBeHidden();
}

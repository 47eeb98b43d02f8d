// A loop is debugged: the test stops inside, is looked at and watched, other items are
// written on an arrow, and it goes on to its end with them.
import type { Page } from "@playwright/test";
import { expectAccessible } from "../support/accessible.ts";
import { Client } from "../support/client.ts";
import { Editor } from "../support/editor.ts";
import { chain, type FlowFile, steps } from "../support/flows.ts";
import { ada } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";

const people = { people: ["Ada", "Grace", "Lin"].map((name) => ({ name })) };

test("a loop is stopped inside, watched, given other items and led on", async ({ page, towpath }) => {
  const client = await Client.setUp(towpath);
  const id = await client.addFlow(greetings());
  await signIn(page, towpath, ada);
  await page.goto(`${towpath.url}/flows/${id}`);
  await expect(page.getByRole("button", { name: "Publish" })).toBeEnabled();
  const editor = new Editor(page);
  const debug = debuggerOf(page);

  await test.step("sets a breakpoint by its key, which outlives the page", async () => {
    await editor.node("Send").click();
    await editor.canvas.press("F9");
    await expect(editor.node("Send")).toHaveAccessibleName(/Breakpoint\./);
    await page.reload();
    await expect(editor.node("Send")).toHaveAccessibleName(/Breakpoint\./);
  });

  await test.step("runs to the breakpoint", async () => {
    await page.keyboard.press("ControlOrMeta+k");
    await page.getByRole("combobox").fill("Run with data");
    await page.getByRole("option", { name: /Run with data/ }).click();
    const dialog = page.getByRole("dialog", { name: "Run with data" });
    await dialog.getByRole("textbox", { name: "Data" }).fill(JSON.stringify(people));
    await dialog.getByRole("button", { name: "Run", exact: true }).click();
    await expect(debug.status).toHaveText("Stopped before “Send”, iteration 1 of “For each”");
    await expect(editor.node("Send")).toHaveAttribute("data-state", "held");
    await expect(debug.items).toHaveValue(/Hello Ada/);
  });

  await test.step("watches an expression", async () => {
    await debug.panel.getByRole("textbox", { name: "Expression" }).fill("$json.greeting + ' ' + $loop.index");
    await page.keyboard.press("Enter");
    await expect(debug.panel.getByText('"Hello Ada 0"')).toBeVisible();
    await editor.showAll();
    await expectAccessible(page, "a test that stands");
    await picture(page, "debug-light");
    await page.emulateMedia({ colorScheme: "dark" });
    // Colours glide; only what turns for ever goes on.
    await page.waitForFunction(() => document.getAnimations().every(({ effect }) => effect?.getTiming().iterations === Number.POSITIVE_INFINITY));
    await expectAccessible(page, "a test that stands, in the dark");
    await picture(page, "debug-dark");
    await page.emulateMedia({ colorScheme: "light" });
  });

  await test.step("goes on, and writes other items on the arrow", async () => {
    await page.keyboard.press("F8");
    await expect(debug.status).toHaveText("Stopped before “Send”, iteration 2 of “For each”");
    await expect(debug.panel.getByText('"Hello Grace 1"')).toBeVisible();
    await debug.items.fill("[{]");
    await expect(debug.panel.getByText("This is not a list in JSON yet.")).toBeVisible();
    await debug.items.fill('[{ "greeting": "Good evening, Admiral" }]');
    await debug.panel.getByRole("button", { name: "Step over" }).click();
    await expect(debug.status).toHaveText("Stopped before “Greeting”, iteration 3 of “For each”");
  });

  await test.step("takes the breakpoint away and goes on to the end", async () => {
    await editor.node("Send").click();
    await editor.canvas.press("F9");
    await expect(editor.node("Send")).not.toHaveAccessibleName(/Breakpoint/);
    await debug.panel.getByRole("button", { name: "Continue" }).click();
    await expect(debug.panel).toBeHidden();
    await expect(editor.run.getByRole("status")).toHaveText("Succeeded");
  });

  const [run] = await client.runs();
  const { steps: done } = await client.must("GET", `W/runs/${run?.id}`);
  const loop = done.find(({ node }: { node: string }) => node === "loop");
  const { outputs } = await client.must("GET", `W/runs/${run?.id}/steps/${loop.index}`);
  const given = outputs.main.map(({ json }: { json: { greeting: string } }) => json.greeting);
  expect(given).toEqual(["Hello Ada", "Good evening, Admiral", "Hello Lin"]);
});

test("a test goes step by step from its start, and is stopped", async ({ page, towpath }) => {
  const client = await Client.setUp(towpath);
  const flow = chain("Steps", [steps.webhook("steps"), { ...steps.greet() }, steps.respond()]);
  const id = await client.addFlow(flow);
  await signIn(page, towpath, ada);
  await page.goto(`${towpath.url}/flows/${id}`);
  await expect(page.getByRole("button", { name: "Publish" })).toBeEnabled();
  const editor = new Editor(page);
  const debug = debuggerOf(page);

  await editor.canvas.press("ControlOrMeta+Shift+e");
  await expect(debug.status).toHaveText("Stopped before “Greeting”");
  await page.keyboard.press("F10");
  await expect(debug.status).toHaveText("Stopped before “Respond”");
  await expect(editor.node("Greeting")).toHaveAttribute("data-state", "done");
  await debug.panel.getByRole("button", { name: "Stop" }).click();
  await expect(debug.panel).toBeHidden();
  const [run] = await client.runs();
  expect(run).toMatchObject({ status: "cancelled" });
});

test("what a node gives in tests is pinned, edited and unpinned", async ({ page, towpath }) => {
  const client = await Client.setUp(towpath);
  const id = await client.addFlow(chain("Pinned", [steps.webhook("pinned"), steps.greet(), steps.respond()]));
  await signIn(page, towpath, ada);
  await page.goto(`${towpath.url}/flows/${id}`);
  const editor = new Editor(page);
  const succeeded = editor.run.getByRole("status").filter({ hasText: "Succeeded" });
  await editor.canvas.press("ControlOrMeta+e");
  await expect(succeeded).toBeVisible();
  await editor.node("Greeting").click();
  await editor.canvas.press("p");
  await expect(editor.node("Greeting")).toHaveAccessibleName(/Pinned\./);

  const panel = await editor.open("Greeting");
  await panel.element.getByRole("tab", { name: "Output" }).click();
  const pinned = panel.field("Pinned output");
  await pinned.fill("[{");
  await expect(panel.element.getByText(/not a list in JSON yet/)).toBeVisible();
  await pinned.fill('[{ "greeting": "Ahoy" }]');
  await expectAccessible(page, "a node that is pinned");
  await picture(page, "pinned-light");
  await editor.expectSaved();
  await panel.close();
  await editor.canvas.press("ControlOrMeta+e");
  await expect.poll(async () => given(client)).toEqual([{ greeting: "Ahoy" }]);

  await editor.canvas.press("p");
  await expect(editor.node("Greeting")).not.toHaveAccessibleName(/Pinned/);
  await editor.canvas.press("ControlOrMeta+z");
  await expect(editor.node("Greeting")).toHaveAccessibleName(/Pinned\./);
});

test("a test runs to a node, and one that fails says what to do next", async ({ page, towpath }) => {
  const client = await Client.setUp(towpath);
  const refuse = { id: "refuse", kind: "stop_and_error", name: "Refuse", parameters: { message: "Not today" } };
  const id = await client.addFlow(chain("Failing", [steps.webhook("failing"), steps.greet(), refuse]));
  await signIn(page, towpath, ada);
  await page.goto(`${towpath.url}/flows/${id}`);
  const editor = new Editor(page);
  await editor.node("Greeting").click();
  await editor.canvas.press("Shift+Enter");
  await expect(editor.run.getByRole("status")).toHaveText("Succeeded");
  await expect(editor.node("Refuse")).toHaveAttribute("data-state", "skipped");
  await editor.canvas.press("ControlOrMeta+e");
  await expect(editor.run.getByRole("status")).toHaveText("Failed");
  await expect(editor.run.getByText(/Not today/)).toBeVisible();
  await expectAccessible(page, "a test that failed");
  await picture(page, "failed-light");
  await editor.run.getByRole("button", { name: "Run again" }).click();
  await expect.poll(async () => (await client.runs()).length).toBe(3);
  await expect(editor.run.getByRole("status")).toHaveText("Failed");
  await editor.run.getByRole("button", { name: "Open “Refuse”" }).click();
  await expect(page.getByRole("complementary", { name: "Refuse: settings of the node" })).toBeVisible();
});

test("only what has changed since the last test is performed again", async ({ page, towpath }) => {
  const client = await Client.setUp(towpath);
  const once = { id: "once", kind: "set_fields", name: "Once", parameters: { fields: [{ name: "at", value: "{{ $now.toMillis() }}" }] } };
  const id = await client.addFlow(chain("Changing", [steps.webhook("changing"), once, steps.greet()]));
  await signIn(page, towpath, ada);
  await page.goto(`${towpath.url}/flows/${id}`);
  const editor = new Editor(page);
  await editor.canvas.press("ControlOrMeta+e");
  await expect(editor.run.getByRole("status")).toHaveText("Succeeded");
  const stampOf = async () => {
    const [run] = await client.runs();
    const { steps: done } = await client.must("GET", `W/runs/${run?.id}`);
    const step = done.find(({ node }: { node: string }) => node === "once");
    const { outputs } = await client.must("GET", `W/runs/${run?.id}/steps/${step?.index}`);
    return outputs.main?.[0]?.json.at;
  };
  const stamp = await stampOf();

  await expect(editor.run.getByRole("button", { name: "Run what has changed" })).toBeHidden();
  const panel = await editor.open("Greeting");
  await panel.element.getByRole("textbox", { name: /Value/ }).first().fill("Welcome");
  await panel.close();
  await expect(editor.node("Greeting")).toHaveAccessibleName(/Changed since this run\./);
  await expect(editor.node("Once")).not.toHaveAccessibleName(/Changed since this run/);
  await expectAccessible(page, "a test of which a part no longer holds");
  await picture(page, "stale-light");
  await editor.run.getByRole("button", { name: "Run what has changed" }).click();
  await expect.poll(async () => given(client)).toEqual([expect.objectContaining({ greeting: "Welcome" })]);
  expect(await stampOf(), "what has not changed gave what it gave").toBe(stamp);
  await expect(editor.node("Greeting")).not.toHaveAccessibleName(/Changed since this run/);
});

/** What the greeting gave in the last run. */
async function given(client: Client): Promise<unknown> {
  const [run] = await client.runs();
  const { steps: done } = await client.must("GET", `W/runs/${run?.id}`);
  const greeting = done.find(({ node }: { node: string }) => node === "greet");
  const { outputs } = await client.must("GET", `W/runs/${run?.id}/steps/${greeting?.index}`);
  return outputs.main?.map(({ json }: { json: unknown }) => json);
}

function debuggerOf(page: Page) {
  const panel = page.getByRole("region", { name: "Debugger" });
  return { panel, status: panel.getByRole("status"), items: panel.getByRole("textbox", { name: /1 item$/ }) };
}

/** For people to look at; only where somebody asks for it. */
async function picture(page: Page, name: string): Promise<void> {
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/${name}.png` });
}

/** A loop over people that greets each and sends nothing. */
function greetings(): FlowFile {
  const at = (x: number, y = 0) => ({ position: { x, y } });
  const arrow = (from: string, to: string) => ({
    id: `${from}-${to}`,
    from: { node: from, port: "main" },
    to: { node: to, port: "main" },
  });
  return {
    ...{ format: "towpath.flow", version: 1, name: "Greetings" },
    nodes: [
      { ...steps.webhook("greetings"), ...at(0) },
      { id: "split", kind: "split_out", name: "Split out", parameters: { fields: "people" }, ...at(336) },
      { id: "loop", kind: "for_each", name: "For each", parameters: {}, ...at(672) },
      { ...steps.greet(), parent: "loop", ...at(704, 96) },
      { id: "send", kind: "no_op", name: "Send", parameters: {}, parent: "loop", ...at(1040, 96) },
    ],
    edges: [arrow("in", "split"), arrow("split", "loop"), arrow("greet", "send")],
  };
}

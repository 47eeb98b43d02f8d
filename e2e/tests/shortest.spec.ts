// The shortest way: from a fresh workspace to a flow that is published and has been sent a
// test, in eight actions at most. And what a screen reader is told on the way.
import type { Locator } from "@playwright/test";
import { Editor } from "../support/editor.ts";
import { Client, send } from "../support/client.ts";
import { ada } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";

const actionsMaximum = 8;

test("the first flow is published and sent a test in eight actions", async ({ page, towpath }) => {
  const client = await Client.setUp(towpath);
  await signIn(page, towpath, ada);
  let actions = 0;
  const press = async (target: Locator) => {
    actions += 1;
    await target.click();
  };

  await test.step("the home page leads to the first flow", async () => {
    await expect(page.getByRole("main")).toMatchAriaSnapshot(`
      - main:
        - region "Get your first flow going":
          - heading "Get your first flow going" [level=2]
          - paragraph: 0 of 4 done
          - list:
            - listitem:
              - heading "Make a flow" [level=3]
              - link "New flow"
            - listitem:
              - heading "Try it" [level=3]
            - listitem:
              - heading "Publish it" [level=3]
            - listitem:
              - heading "Connect a service" [level=3]
              - link "Add a credential"
    `);
    await press(page.getByRole("link", { name: "Flows", exact: true }));
    await press(page.getByRole("button", { name: "Try a flow that works" }));
  });

  const editor = new Editor(page);
  await test.step("the editor says what is drawn", async () => {
    await expect(page.getByText("No problems")).toBeVisible();
    await expect(page.getByRole("main").locator("header").first()).toMatchAriaSnapshot(`
      - link "All flows"
      - heading [level=1]:
        - textbox "Name of the flow"
      - button "Undo" [disabled]
      - button "Redo" [disabled]
      - button "Show the outline"
      - button "Runs"
      - button "Run"
      - button "Publish"
      - button "More"
    `);
  });

  await test.step("runs it as a test, and publishes it", async () => {
    await press(page.getByRole("button", { name: "Run", exact: true }));
    await expect(editor.run.getByRole("status")).toHaveText("Succeeded");
    await expect(editor.run).toMatchAriaSnapshot(`
      - region "The run shown on the canvas":
        - status: Succeeded
        - text: /^Test run/
        - link "Details"
        - button "Stop showing this run"
    `);
    await press(page.getByRole("button", { name: "Publish" }));
    const dialog = page.getByRole("dialog");
    await expect(dialog).toMatchAriaSnapshot(`
      - dialog "Publish the flow":
        - heading "Publish the flow" [level=2]
        - textbox "What has changed"
        - button "Cancel"
        - button "Publish"
    `);
    await press(dialog.getByRole("button", { name: "Publish" }));
    await expect(page.getByText("Version 1 is live")).toBeVisible();
  });
  expect(actions).toBeLessThanOrEqual(actionsMaximum);

  const [flow] = (await client.must("GET", "W/flows")).items;
  const { triggers } = await client.must("GET", `W/flows/${flow.id}`);
  if (triggers[0]?.url) expect((await send(triggers[0].url, { name: "Grace" })).status).toBeLessThan(300);
  expect(flow).toMatchObject({ state: "live", version: 1 });
});

test("what the main pages are for people who listen", async ({ page, towpath }) => {
  const client = await Client.setUp(towpath);
  const greet = { id: "greet", kind: "set_fields", name: "Greeting", parameters: { fields: [{ name: "greeting", value: "Hello {{ $json.name }}" }] } };
  const flow = await client.addFlow({
    ...{ format: "towpath.flow", version: 1, name: "Listen" },
    nodes: [
      { id: "in", kind: "webhook", name: "Webhook", parameters: { path: "listen" }, position: { x: 0, y: 0 } },
      { ...greet, position: { x: 320, y: 0 } },
    ],
    edges: [{ id: "e", from: { node: "in", port: "main" }, to: { node: "greet", port: "main" } }],
  });
  await send(await client.publish(flow), { name: "Grace" });
  const [run] = await client.runs();
  await signIn(page, towpath, ada);
  const main = page.getByRole("main");

  await page.goto(`${towpath.url}/flows`);
  await expect(main).toMatchAriaSnapshot(`
    - main:
      - heading "Flows" [level=1]
      - button "Import"
      - button "New flow"
      - group "State":
        - button "All" [pressed]
      - searchbox "Search flows"
      - table "Flows":
        - rowgroup
        - rowgroup:
          - row /^Listen Version 1 Live/
  `);
  await page.goto(`${towpath.url}/flows/${flow}`);
  await expect(new Editor(page).canvas).toMatchAriaSnapshot(`
    - application "Canvas of the flow":
      - application:
        - group "Webhook. Starts the flow. Leads to Greeting."
        - group "Greeting, Set fields. After Webhook. Leads nowhere."
      - toolbar "View":
        - button "Zoom out"
        - button "Zoom in"
        - button "Show everything"
  `);
  await page.getByRole("button", { name: "Show the outline" }).click();
  await expect(page.getByRole("region", { name: "Nodes in order" })).toMatchAriaSnapshot(`
    - region "Nodes in order":
      - list:
        - listitem:
          - button /Webhook/
        - listitem:
          - button /Greeting/
      - button "Add a node at the end"
  `);
  await page.goto(`${towpath.url}/runs`);
  await expect(main).toMatchAriaSnapshot(`
    - main:
      - heading "Runs" [level=1]
      - group "State":
        - button "Succeeded"
        - button "Failed"
      - table "Runs":
        - rowgroup
        - rowgroup:
          - row /Listen/
  `);
  await page.goto(`${towpath.url}/runs/${run?.id}`);
  await expect(main).toMatchAriaSnapshot(`
    - main:
      - heading "Listen" [level=1]
      - application
      - region "Step Greeting":
        - heading "Greeting"
        - tablist:
          - tab "Input (1)"
          - tab "Output (1)"
  `);
});

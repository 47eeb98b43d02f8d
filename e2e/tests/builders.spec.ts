// What the panel builds: conditions in groups, a request from a curl command, and
// nodes from a workflow of n8n that is pasted on the canvas.
import { expectAccessible } from "../support/accessible.ts";
import { Client } from "../support/client.ts";
import { Editor } from "../support/editor.ts";
import { chain, steps } from "../support/flows.ts";
import { ada } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";

const request = { id: "ask", kind: "http_request", name: "Ask", parameters: {} };
const decide = { id: "decide", kind: "filter", name: "Decide", parameters: {} };

const WORKFLOW = {
  nodes: [
    { id: "1", name: "Start here", type: "n8n-nodes-base.manualTrigger", typeVersion: 1, position: [0, 0], parameters: {} },
    { id: "2", name: "Nothing much", type: "n8n-nodes-base.noOp", typeVersion: 1, position: [220, 0], parameters: {} },
  ],
  connections: { "Start here": { main: [[{ node: "Nothing much", type: "main", index: 0 }]] } },
  pinData: { "Nothing much": [{ json: { n: 1 } }] },
};

test("conditions, a request and foreign nodes are built", async ({ page, towpath }) => {
  const client = await Client.setUp(towpath);
  const id = await client.addFlow(chain("Builds", [steps.webhook("builds"), request, decide]));
  await signIn(page, towpath, ada);
  await page.goto(`${towpath.url}/flows/${id}`);
  await expect(page.getByRole("button", { name: "Publish" })).toBeEnabled();
  const editor = new Editor(page);

  await test.step("a curl command fills in the request", async () => {
    const panel = await editor.open("Ask");
    const url = panel.element.getByRole("textbox", { name: "URL" });
    await url.evaluate((field, text) => {
      const data = new DataTransfer();
      data.setData("text/plain", text);
      field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }, `curl -X PUT 'https://api.example.com/people?deep=1' -H 'X-Tenant: bright' --json '{"name":"Ada"}'`);
    await expect(panel.element.getByText("The request was filled in.")).toBeVisible();
    await expect(url).toContainText("https://api.example.com/people");
    await expectAccessible(page, "a request from a curl command");
    await panel.close();
  });

  await test.step("conditions stand in groups and move between them by keyboard", async () => {
    const panel = await editor.open("Decide");
    await panel.element.getByLabel("Add from a template").selectOption({ label: "VIP customer" });
    await panel.element.getByRole("button", { name: "Add group" }).click();
    const group = panel.element.getByRole("group", { name: "Group 1" });
    await group.getByRole("button", { name: "Any of these" }).click();
    await panel.element.getByRole("button", { name: "Move condition 1 down" }).press("Enter");
    await expect(group.getByText("condition 1.2")).toBeVisible();
    await expectAccessible(page, "conditions in groups");
    await page.screenshot({ path: ".output/pages/conditions.png" });
    await panel.close();
  });

  await test.step("a workflow of n8n is pasted", async () => {
    await editor.canvas.focus();
    await editor.canvas.evaluate((canvas, text) => {
      const data = new DataTransfer();
      data.setData("text/plain", text);
      canvas.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    }, JSON.stringify(WORKFLOW));
    const dialog = page.getByRole("dialog", { name: "Add from n8n" });
    await expect(dialog.getByText(/2 of 2 nodes work as they did/)).toBeVisible();
    await expectAccessible(page, "what a workflow of n8n becomes");
    await dialog.getByRole("button", { name: "Add to this flow" }).click();
    await expect(editor.node("Nothing much")).toBeVisible();
  });
});

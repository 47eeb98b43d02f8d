// Somebody brings a workflow of n8n: pastes it, reads what is left to do, and opens the draft.
import { Client } from "../support/client.ts";
import { Editor } from "../support/editor.ts";
import { ada } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";

const node = (name: string, type: string, typeVersion: number, x: number, parameters: object) => ({
  name,
  type,
  typeVersion,
  position: [x, 0],
  parameters,
});

const to = (name: string) => [{ node: name, type: "main", index: 0 }];

const workflow = {
  name: "Tidy the list",
  nodes: [
    node("Go", "n8n-nodes-base.manualTrigger", 1, 0, {}),
    node("Loop", "n8n-nodes-base.splitInBatches", 3, 220, { options: {} }),
    node("Greet", "n8n-nodes-base.set", 3.4, 440, {
      assignments: {
        assignments: [{ id: "1", name: "greeting", type: "string", value: "=Hello {{ $json.name }}" }],
      },
      options: {},
    }),
    node("Tell", "n8n-nodes-community.pigeon", 1, 660, { to: "={{ $json.greeting }}" }),
  ],
  connections: {
    Go: { main: [to("Loop")] },
    Loop: { main: [to("Tell"), to("Greet")] },
    Greet: { main: [to("Loop")] },
  },
};

test("a workflow of n8n is pasted, reported and opened", async ({ page, towpath }) => {
  await Client.setUp(towpath);
  await signIn(page, towpath, ada);
  const editor = new Editor(page);
  await page.goto(`${towpath.url}/flows`);

  await test.step("pastes it", async () => {
    await page.getByRole("button", { name: "Import" }).first().click();
    await page.getByRole("dialog").getByLabel("JSON").fill(JSON.stringify(workflow));
    await page.getByRole("dialog").getByRole("button", { name: "Import" }).click();
  });
  await test.step("reads what is left to do", async () => {
    const report = page.getByRole("dialog", { name: "“Tidy the list” is imported" });
    await expect(report).toContainText("3 of 4 nodes work as they did, 1 have no counterpart yet.");
    await expect(report.getByRole("heading", { name: "Tell" })).toBeVisible();
    await expect(report.getByText("There is no block for `n8n-nodes-community.pigeon` version 1 yet.")).toBeVisible();
    await report.getByRole("button", { name: "Open the draft" }).click();
  });
  await test.step("finds the loop drawn as a box, and the draft not ready", async () => {
    await expect(editor.node("Greet")).toBeVisible();
    await expect(editor.node("Loop")).toBeVisible();
    await expect(page.getByText("1 error")).toBeVisible();
  });
});

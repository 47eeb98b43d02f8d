// A run of a published flow is debugged while it waits: it stands still at its next
// step, gets other items, and goes on by itself once it is let go.
import { expectAccessible } from "../support/accessible.ts";
import { Client } from "../support/client.ts";
import { Editor } from "../support/editor.ts";
import { chain, steps } from "../support/flows.ts";
import { ada } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";

const wait = { id: "wait", kind: "wait", name: "Wait", parameters: { mode: "duration", amount: 4, unit: "seconds" } };

test("a run that waits is stopped, changed and let go", async ({ page, towpath }) => {
  const client = await Client.setUp(towpath);
  const id = await client.addFlow(chain("Waits", [steps.webhook("waits"), wait, steps.greet(), steps.respond()]));
  await client.publish(id);
  const started = await client.must("POST", `W/flows/${id}/runs`, { items: [{ name: "Ada" }] });
  await signIn(page, towpath, ada);
  await page.goto(`${towpath.url}/runs/${(started as { run: string }).run}`);
  const panel = page.getByRole("region", { name: "Debugger" });

  await page.getByRole("button", { name: "Debug", exact: true }).click();
  await expect(panel).toBeVisible();
  await expect(panel.getByText("Stopped before “Greeting”")).toBeVisible({ timeout: 20_000 });
  await expectAccessible(page, "a run that is debugged");
  await panel.getByRole("textbox", { name: /^From / }).fill('[{ "name": "Grace" }]');
  await page.screenshot({ path: ".output/pages/debug-live.png" });
  await panel.getByRole("button", { name: "Step over" }).click();
  await expect(panel.getByText("Stopped before “Respond”")).toBeVisible();
  await expect(panel.getByRole("textbox", { name: /^From “Greeting”/ })).toHaveValue(/Hello Grace/);
  await panel.getByRole("button", { name: "Detach" }).click();
  await expect(page.getByText("Succeeded").first()).toBeVisible();
  await expect(panel).toBeHidden();
});

test("a breakpoint on an arrow stops a test there", async ({ page, towpath }) => {
  const client = await Client.setUp(towpath);
  const id = await client.addFlow(chain("Arrow", [steps.webhook("arrow"), steps.greet(), steps.respond()]));
  await signIn(page, towpath, ada);
  await page.goto(`${towpath.url}/flows/${id}`);
  await expect(page.getByRole("button", { name: "Publish" })).toBeEnabled();
  const editor = new Editor(page);
  await editor.canvas.locator(".react-flow__edge").last().click({ force: true });
  await editor.canvas.press("F9");
  await expect(editor.canvas.locator(".arrow-stop")).toHaveCount(1);
  await page.keyboard.press("ControlOrMeta+e");
  const panel = page.getByRole("region", { name: "Debugger" });
  await expect(panel.getByText("Stopped before “Respond”")).toBeVisible();
  await page.screenshot({ path: ".output/pages/debug-arrow.png" });
  await page.keyboard.press("F8");
  await expect(panel).toBeHidden();

  // By mouse, from the buttons of the arrow.
  await editor.canvas.locator(".react-flow__edge").last().click({ force: true });
  await editor.canvas.getByRole("button", { name: "Remove the breakpoint" }).click();
  await expect(editor.canvas.locator(".arrow-stop")).toHaveCount(0);
  await editor.canvas.getByRole("button", { name: "Stop tests here" }).click();
  await expect(editor.canvas.locator(".arrow-stop")).toHaveCount(1);
});

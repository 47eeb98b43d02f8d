// What makes the editor kind: a sample on the empty canvas, a tour, help, room as one
// likes it, and nothing lost without a connection.
import type { Page } from "@playwright/test";
import { expectAccessible } from "../support/accessible.ts";
import { Client } from "../support/client.ts";
import { Editor } from "../support/editor.ts";
import { chain, steps } from "../support/flows.ts";
import { ada } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";
import type { Towpath } from "../support/towpath.ts";

test("an empty canvas offers a tour and a sample that works", async ({ page, towpath }) => {
  const { editor, client } = await open(page, towpath, chain("Empty", []));
  const prompt = page.getByRole("region", { name: "What starts this flow?" });
  await expect(prompt.getByRole("heading", { name: "Or begin with one that works" })).toBeVisible();
  await expectAccessible(page, "the empty canvas");

  await test.step("looks around", async () => {
    await prompt.getByRole("button", { name: "Look around in three steps" }).click();
    const tour = page.getByRole("dialog", { name: "A look around" });
    for (const step of ["Step 1 of 3", "Step 2 of 3", "Step 3 of 3"]) {
      await expect(tour.getByRole("status")).toHaveText(step);
      await expectAccessible(page, `the tour, ${step}`);
      await tour.getByRole("button", { name: /^(Next|Done)$/ }).click();
    }
    await expect(tour).toBeHidden();
  });

  await test.step("takes the first sample, which can be published as it is", async () => {
    const [sample] = (await client.must("GET", "/api/v1/samples")).items;
    await prompt.getByRole("button", { name: new RegExp(`^${sample.title}`) }).click();
    for (const { name } of sample.document.nodes) await expect(editor.node(name)).toBeVisible();
    await editor.expectSaved();
    await expect(page.getByText("No problems")).toBeVisible();
    await editor.publish();
  });
});

test("help tells how the chosen node works, and the page has the room one likes", async ({ page, towpath }) => {
  const { editor } = await open(page, towpath, chain("Help", [steps.webhook("help"), steps.greet()]));
  await editor.node("Greeting").click();
  await page.keyboard.press("F1");
  const help = page.getByRole("complementary", { name: "Help" });
  await expect(help.getByRole("heading", { name: "Set fields" })).toBeVisible();
  await expectAccessible(page, "the help");
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();

  for (const command of ["Compact or comfortable", "High contrast on or off"]) {
    await page.keyboard.press("ControlOrMeta+k");
    await page.getByRole("combobox", { name: "Search and commands" }).fill(command);
    await page.keyboard.press("Enter");
  }
  await expect(page.locator("html")).toHaveClass(/compact/);
  await expect(page.locator("html")).toHaveClass(/contrast/);
  await editor.open("Greeting");
  await expectAccessible(page, "the editor, compact and with high contrast");
});

test("what is changed without a connection is kept, even when the page is closed", async ({ page, towpath, context, expectedInConsole }) => {
  expectedInConsole.push(/ERR_INTERNET_DISCONNECTED/);
  const { editor, client, id } = await open(page, towpath, chain("Offline", [steps.webhook("offline"), steps.greet()]));
  await editor.node("Greeting").click();
  await context.setOffline(true);
  await editor.canvas.press("d");
  const bar = page.getByRole("status").filter({ hasText: "1 change waits to be saved." });
  await expect(bar).toBeVisible();
  await expectAccessible(page, "the editor without a connection");
  await page.close();

  await context.setOffline(false);
  const before = await client.must("GET", `W/flows/${id}`);
  expect(before.document.nodes[1].disabled).toBeUndefined();
  const next = await context.newPage();
  await next.goto(`${towpath.url}/flows/${id}`);
  await new Editor(next).expectSaved();
  await expect.poll(async () => (await client.must("GET", `W/flows/${id}`)).document.nodes[1].disabled).toBe(true);
});

/** A fresh server with this flow, open in the editor. */
async function open(page: Page, towpath: Towpath, flow: ReturnType<typeof chain>) {
  const client = await Client.setUp(towpath);
  const id = await client.addFlow(flow);
  await signIn(page, towpath, ada);
  await page.goto(`${towpath.url}/flows/${id}`);
  const editor = new Editor(page);
  await expect(editor.canvas).toBeVisible();
  return { editor, client, id };
}

// Data that outlives runs: a table is made, filled, edited and narrowed; a variable is
// made, counted by runs, and seen on screen.
import { Client, send } from "../support/client.ts";
import { chain, steps } from "../support/flows.ts";
import { ada } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";

test("a table is made, filled from a file, edited with the keyboard and narrowed", async ({ page, towpath }) => {
  const client = await Client.setUp(towpath);
  await signIn(page, towpath, ada);
  await page.goto(`${towpath.url}/data/tables`);
  await page.getByRole("button", { name: "New table" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("Customers");
  await dialog.getByLabel("Name of column 1").fill("email");
  await dialog.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("heading", { name: "Customers" })).toBeVisible();

  await test.step("a file brings rows and columns", async () => {
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Import CSV" }).click();
    const buffer = Buffer.from("email;age\nada@customer.test;36\nbob@customer.test;9\n");
    await dialog.getByLabel("CSV file").setInputFiles({ name: "customers.csv", mimeType: "text/csv", buffer });
    await dialog.getByRole("button", { name: "Import" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole("gridcell", { name: "bob@customer.test" })).toBeVisible();
    await expect(page.getByRole("status").filter({ hasText: "2 rows" })).toBeVisible();
  });

  await test.step("the keyboard alone changes a cell", async () => {
    const grid = page.getByRole("grid", { name: "Rows of Customers" });
    await grid.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.type("10");
    await page.keyboard.press("Enter");
    await expect(grid.getByRole("gridcell", { name: "10", exact: true })).toBeVisible();
    const [table] = (await client.must("GET", "W/tables")).items;
    await expect.poll(async () => (await client.must("GET", `W/tables/${table.id}/rows`)).items[1].age).toBe(10);
  });

  await test.step("conditions narrow what is shown", async () => {
    await page.getByRole("button", { name: "Filter" }).click();
    await page.getByLabel("Value").fill("ada");
    await expect(page.getByText("1 of 2 rows")).toBeVisible();
    await expect(page.getByRole("gridcell", { name: "bob@customer.test" })).toBeHidden();
  });
});

test("a variable is made on screen and counted by runs", async ({ page, towpath }) => {
  const client = await Client.setUp(towpath);
  await signIn(page, towpath, ada);
  await page.goto(`${towpath.url}/data/variables`);
  await page.getByRole("button", { name: "New variable" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("orders");
  await dialog.getByRole("button", { name: "Number" }).click();
  await dialog.getByLabel("Value", { exact: true }).fill("41");
  await dialog.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("cell", { name: "41" })).toBeVisible();

  const parameters = { operation: "increment", scope: "workspace", name: "orders" };
  const count = { id: "count", kind: "variable", name: "Count", parameters };
  const flow = await client.addFlow(chain("Count orders", [steps.webhook("orders"), count]));
  await send(await client.publish(flow), {});
  const [run] = await client.runs();
  await client.runThat(run?.id ?? "", "succeeded");
  await page.reload();
  await expect(page.getByRole("row", { name: /orders/ })).toContainText("42");
  await expect(page.getByRole("row", { name: /orders/ })).toContainText("by a run");
});

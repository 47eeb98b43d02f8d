// What a flow saves on its runs: they are found by it, and show it.
import { Client, send } from "../support/client.ts";
import { chain, steps } from "../support/flows.ts";
import { ada } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";
import { eventually } from "../support/towpath.ts";

const save = {
  id: "save",
  kind: "execution_data",
  name: "Save on the run",
  parameters: { values: [{ name: "order", value: "{{ $json.order }}" }] },
};

test("a run is found by what the flow saved on it", async ({ page, towpath }) => {
  const client = await Client.setUp(towpath);
  const flow = await client.addFlow(chain("Orders", [steps.webhook("orders"), save]));
  const url = await client.publish(flow);
  for (const order of ["A-7", "B-8"]) await send(url, { order });
  await eventually("both runs being over", async () => {
    const runs = await client.runs();
    return runs.length === 2 && runs.every(({ status }) => status === "succeeded") ? true : undefined;
  });
  await signIn(page, towpath, ada);
  await page.goto(`${towpath.url}/runs`);
  const rows = page.getByRole("table", { name: "Runs" }).getByRole("row").filter({ hasText: "Orders" });
  await expect(rows).toHaveCount(2);
  await page.getByRole("searchbox", { name: "Search runs" }).fill("order=a-7");
  await expect(rows).toHaveCount(1);
  await rows.getByRole("link").first().click();
  await expect(page.getByText("order=A-7")).toBeVisible();
  await page.goto(`${towpath.url}/runs?search=nothing`);
  await expect(rows).toHaveCount(0);
});

// A run waits for an event, says so on its page, and goes on when another system sends it.
import { Client, send } from "../support/client.ts";
import { type FlowFile, chain, steps } from "../support/flows.ts";
import { ada } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";

function order(): FlowFile {
  const wait = { name: "order.paid", key: "{{ $json.order }}", give_up_hours: 48 };
  const flow = chain("Orders", [steps.webhook("orders"), { id: "wait", kind: "wait_for_event", name: "Paid?", parameters: wait }]);
  const ship = { id: "ship", kind: "no_op", name: "Ship", parameters: {}, position: { x: 640, y: 0 } };
  const lead = { id: "wait-ship", from: { node: "wait", port: "event" }, to: { node: "ship", port: "main" } };
  return { ...flow, nodes: [...flow.nodes, ship], edges: [...flow.edges, lead] };
}

test("a run waits for an event, says for which, and goes on with it", async ({ page, towpath }) => {
  const client = await Client.setUp(towpath);
  const flow = await client.addFlow(order());
  await send(await client.publish(flow), { order: 7 });
  const run = (await client.runs())[0]?.id ?? "";
  await client.runThat(run, "waiting");
  await signIn(page, towpath, ada);
  await page.goto(`${towpath.url}/runs/${run}`);
  await expect(page.getByText("“order.paid” for “7”").first()).toBeVisible();

  const program = client.withToken(await client.addToken("Shop", ["runs:write"]));
  const other = await program.must("POST", "W/events", { name: "order.paid", key: "8" });
  expect(other).toMatchObject({ waiting_runs: 0 });
  const sent = await program.must("POST", "W/events", { name: "order.paid", key: "7", data: { amount: 120 } });
  expect(sent).toMatchObject({ waiting_runs: 1, repeated: false });
  const { steps: taken } = await client.runThat(run, "succeeded");
  expect(taken.find(({ node }) => node === "ship")).toMatchObject({ state: "done" });
  await expect(page.getByText("Succeeded").first()).toBeVisible();
});

// A flow that runs another one: what that did is seen on the caller's run, wherever it ran.
import { Client, send } from "../support/client.ts";
import { chain, steps } from "../support/flows.ts";
import { ada } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";

const called = { id: "called", kind: "sub_flow_trigger", name: "Called", parameters: {} };
const pause = { id: "pause", kind: "wait", name: "Wait a moment", parameters: { amount: 0.1, unit: "seconds" } };
const run = (flow: string) => ({ id: "run", kind: "sub_flow", name: "Ask the other", parameters: { flow } });

test("the run of a caller shows what the other flow did", async ({ page, towpath }) => {
  const client = await Client.setUp(towpath);
  const light = await client.addFlow(chain("Greets", [called, steps.greet()]));
  await client.publish(light);
  const slow = await client.addFlow(chain("Takes its time", [called, pause, steps.greet()]));
  await client.publish(slow);
  const runOf = async (name: string, flow: string) => {
    const caller = await client.addFlow(chain(name, [steps.webhook(name), run(flow)]));
    await send(await client.publish(caller), { name: "Grace" });
    const begun = (await client.must("GET", `W/runs?flow=${caller}`)).items[0].id;
    await client.runThat(begun, "succeeded");
    return begun;
  };
  const within = await runOf("within", light);
  const apart = await runOf("apart", slow);
  await signIn(page, towpath, ada);

  await test.step("steps of a light one are listed at the block", async () => {
    await page.goto(`${towpath.url}/runs/${within}`);
    await page.getByRole("button", { name: /^Ask the other/ }).click();
    const step = page.getByRole("region", { name: "Step Ask the other" });
    await step.getByRole("tab", { name: "Inside (2)" }).click();
    await expect(step.getByRole("list", { name: "Steps of Greets" })).toContainText("Greeting");
  });

  await test.step("one that waits has a run of its own, a press away", async () => {
    await page.goto(`${towpath.url}/runs/${apart}`);
    await page.getByRole("button", { name: /^Ask the other/ }).click();
    await page.getByRole("link", { name: "Open the run of the other flow" }).click();
    await expect(page.getByRole("button", { name: /^Wait a moment/ })).toBeVisible();
  });
});

// Somebody without an account decides about a run on a page whose address was mailed to them.
import { expectAccessible, expectNoSidewaysScroll } from "../support/accessible.ts";
import { Client, send } from "../support/client.ts";
import { type FlowFile, chain, steps } from "../support/flows.ts";
import { MailServer } from "../support/mail.ts";
import { expect, test } from "../support/test.ts";

function refunds(credential: string): FlowFile {
  const mail = { ...steps.email(credential) };
  mail.parameters = { to: "boss@agency.test", subject: "Please decide", text: "{{ $run.resume_url }}" };
  const note = (id: string) => ({ id, kind: "no_op", name: id, parameters: {}, position: { x: 1280, y: id === "Paid" ? 0 : 200 } });
  // What the mail block gives is its receipt; the question is about what came in.
  const question = { id: "ask", kind: "approval", name: "Approval", parameters: { message: "Refund {{ $('Webhook').item.json.amount }} to {{ $('Webhook').item.json.name }}?" } };
  const flow = chain("Refunds", [steps.webhook("refunds"), mail, question]);
  const leads = (port: string, to: string) => ({ id: to, from: { node: "ask", port }, to: { node: to, port: "main" } });
  return {
    ...flow,
    nodes: [...flow.nodes, note("Paid"), note("Refused")],
    edges: [...flow.edges, leads("approved", "Paid"), leads("declined", "Refused")],
  };
}

test("an approval is mailed, looked at, given once, and too late the second time", async ({ page, towpath, mail, expectedInConsole }) => {
  // The browser notes the status of the page that says so.
  expectedInConsole.push(/410 \(Gone\)/);
  const client = await Client.setUp(towpath);
  const fields = { host: "127.0.0.1", port: mail.port, security: "none", user: MailServer.user, password: MailServer.password, from: "hello@agency.test" };
  const flow = await client.addFlow(refunds(await client.addCredential("Mails", "smtp", fields)));
  await send(await client.publish(flow), { name: "Grace", amount: 5 });
  const run = (await client.runs())[0]?.id ?? "";
  await client.runThat(run, "waiting");
  const address = /http\S+\/resume\/[\w-]+/.exec(JSON.stringify(mail.received))?.[0] ?? "";
  expect(address).toContain("/resume/");

  await test.step("looking changes nothing", async () => {
    await page.goto(address);
    await expect(page.getByRole("heading", { name: "Your decision is needed" })).toBeVisible();
    await expect(page.getByText("Refund 5 to Grace?")).toBeVisible();
    await expectAccessible(page, "an approval");
    await page.setViewportSize({ width: 320, height: 600 });
    await expectNoSidewaysScroll(page, "an approval");
    expect((await client.run(run)).status).toBe("waiting");
  });

  await test.step("approves by keyboard", async () => {
    await page.keyboard.press("Tab");
    await expect(page.getByRole("button", { name: "Approve" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByText("Your answer was taken: Approve.")).toBeVisible();
    const { steps: taken } = await client.runThat(run, "succeeded");
    expect(taken.filter(({ node }) => node === "Paid")).toMatchObject([{ state: "done" }]);
    expect(taken.filter(({ node, state }) => node === "Refused" && state === "done")).toEqual([]);
  });

  await test.step("cannot decide again", async () => {
    await page.goto(address);
    await expect(page.getByText("This address was used already, or its time is over.")).toBeVisible();
    expect((await fetch(address, { method: "POST", body: new URLSearchParams({ choice: "1" }) })).status).toBe(410);
  });
});

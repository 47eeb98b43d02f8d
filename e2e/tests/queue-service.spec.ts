// The queue service as the programs of an agency call it.
import { type IncomingMessage, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Client } from "../support/client.ts";
import { MailServer } from "../support/mail.ts";
import { SmsService } from "../support/sms.ts";
import { test as base, expect } from "../support/test.ts";
import { type Towpath, eventually } from "../support/towpath.ts";

const test = base.extend<{ client: Client; queue: Client }>({
  client: async ({ towpath, mail, sms }, use) => {
    const client = await Client.setUp(towpath);
    const login = { user: MailServer.user, password: MailServer.password, from: "hello@agency.test" };
    await client.addCredential("Mails", "smtp", { host: "127.0.0.1", port: mail.port, security: "none", ...login });
    const account = { account_sid: SmsService.account, auth_token: SmsService.token, from: "+15005550006" };
    await client.addCredential("Texts", "twilio", { ...account, base_url: sms.url });
    await use(client);
  },
  queue: async ({ client }, use) => use(client.withToken(await client.addToken("Queue", ["queue:write"]))),
});

const delay = 300;

/** Waits until a job is completed. */
function completed(queue: Client, job: string): Promise<{ status: string; result: unknown }> {
  return eventually(`job ${job} being completed`, async () => {
    const { body } = await queue.ask("GET", `/api/job-status/${job}`);
    return body.status === "completed" ? body : undefined;
  });
}

test("an email is sent when it is due", async ({ queue, mail }) => {
  const before = Date.now();
  const order = { to: "grace@customer.test", subject: "Hello", html: "<p>Welcome <b>aboard</b></p>", contactId: "c1", workspaceId: queue.workspace };
  const { status, body } = await queue.ask("POST", "/api/schedule-email", { ...order, delay, metadata: { campaign: "spring" } });
  expect(status).toBe(200);
  expect(Date.parse(body.scheduledTime)).toBeGreaterThanOrEqual(before + delay);
  expect(["scheduled", "active", "completed"]).toContain((await queue.ask("GET", `/api/job-status/${body.jobId}`)).body.status);
  await completed(queue, body.jobId);
  expect(mail.received).toMatchObject([{ subject: "Hello", to: [{ address: order.to }] }]);
  expect(mail.received[0]?.html).toContain("Welcome <b>aboard</b>");
});

test("a text message is sent, unless its picture cannot be", async ({ queue, sms }) => {
  const order = { to: "+14155550123", message: "Hello Grace", workspaceId: queue.workspace, delay: 0 };
  const one = await queue.must("POST", "/api/schedule-sms", order);
  await completed(queue, one.jobId);
  expect(sms.received.map(({ form }) => [form.get("To"), form.get("Body"), form.getAll("MediaUrl")])).toEqual([[order.to, order.message, []]]);

  const two = await queue.must("POST", "/api/schedule-sms", { ...order, mediaUrl: ["http://media.agency.test/boat.png"] });
  await eventually("the job with a bad picture being failed", async () =>
    (await queue.ask("GET", `/api/job-status/${two.jobId}`)).body.status === "failed" ? true : undefined,
  );
  expect(sms.received).toHaveLength(1);
});

test("a job calls back, also after a crash", async ({ queue, towpath }) => {
  const calls: { jobId: string; type: string; data: unknown }[] = [];
  const endpoint = createServer(async (request, response) => {
    calls.push(JSON.parse(await read(request)));
    response.setHeader("content-type", "application/json");
    response.end('{"taken":true}');
  });
  await new Promise<void>((started) => endpoint.listen(0, "127.0.0.1", started));
  const callbackEndpoint = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/done`;
  const data = { workspaceId: queue.workspace, order: 7 };
  const { jobId } = await queue.must("POST", "/api/schedule-job", { type: "remind", data, callbackEndpoint, delay: 1_000 });
  await crash(towpath);
  await completed(queue, jobId);
  expect(calls).toEqual([expect.objectContaining({ jobId, type: "remind", data })]);
  endpoint.close();
});

test("what is missing is named, what is foreign does not exist", async ({ client, queue }) => {
  const { status, body } = await queue.ask("POST", "/api/schedule-email", { to: "grace@customer.test" });
  expect(status).toBe(400);
  expect(body.fields.map(({ field }: { field: string }) => field)).toEqual(["subject", "html", "workspaceId"]);
  expect((await queue.ask("POST", "/api/schedule-sms", {})).status).toBe(400);
  expect((await queue.ask("POST", "/api/schedule-job", { data: {} })).status).toBe(400);
  const elsewhere = await client.must("POST", "/api/v1/workspaces", { name: "Other", time_zone: "UTC" });
  const foreign = { to: "+14155550123", message: "Hello", workspaceId: elsewhere.id };
  expect((await queue.ask("POST", "/api/schedule-sms", foreign)).status).toBe(404);
  expect((await queue.ask("GET", "/api/job-status/job_00000000000000000000000000")).status).toBe(404);
  const unknown = { result: {}, nodeId: "n", executionId: "run_00000000000000000000000000", flowId: "flow_00000000000000000000000000", workspaceId: queue.workspace };
  expect((await queue.ask("POST", "/api/flow-node-completed", unknown)).status).toBe(404);
  expect((await queue.ask("POST", "/api/flow-node-completed", {})).status).toBe(400);
});

test("only a token for the queue may use it", async ({ client, queue }) => {
  const order = { to: "+14155550123", message: "Hello", workspaceId: client.workspace };
  const reader = client.withToken(await client.addToken("Reader", ["runs:read"]));
  expect((await reader.ask("POST", "/api/schedule-sms", order)).status).toBe(403);
  expect((await client.withNothing().ask("POST", "/api/schedule-sms", order)).status).toBe(401);
  expect((await queue.ask("GET", "W/flows")).status).toBe(403);
});

test("a program says that a waiting node is completed", async ({ client, queue }) => {
  const flow = await client.addFlow({
    format: "towpath.flow",
    version: 1,
    name: "Approval",
    nodes: [
      { id: "start", kind: "manual_trigger", name: "Start", position: { x: 0, y: 0 }, parameters: {} },
      { id: "wait", kind: "wait", name: "Approval", position: { x: 320, y: 0 }, parameters: { mode: "call" } },
      { id: "next", kind: "no_op", name: "Next", position: { x: 640, y: 0 }, parameters: {} },
    ],
    edges: [
      { id: "a", from: { node: "start", port: "main" }, to: { node: "wait", port: "main" } },
      { id: "b", from: { node: "wait", port: "main" }, to: { node: "next", port: "main" } },
    ],
  });
  await client.publish(flow);
  const { run } = await client.must("POST", `W/flows/${flow}/runs`, {});
  await client.runThat(run, "waiting");
  const signal = { result: { approved: true }, nodeId: "wait", executionId: run, flowId: flow, contactId: "c1", workspaceId: client.workspace };
  const { status, body } = await queue.ask("POST", "/api/flow-node-completed", signal);
  expect(status).toBe(200);
  expect(body).toMatchObject({ success: true, executionId: run, nextNodes: [{ nodeId: "next", type: "no_op" }] });
  const { steps } = await client.runThat(run, "succeeded");
  const last = steps.find(({ node }) => node === "next");
  const { inputs } = await client.must("GET", `W/runs/${run}/steps/${last?.index}`);
  expect(inputs.main).toMatchObject([{ json: { approved: true } }]);
});

async function crash(towpath: Towpath): Promise<void> {
  await towpath.kill();
  await towpath.resume();
}

async function read(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += chunk;
  return body;
}

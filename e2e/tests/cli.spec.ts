// The same without a screen: flow files on the command line.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "../support/client.ts";
import { type FlowFile, chain, steps } from "../support/flows.ts";
import { test as base, expect } from "../support/test.ts";
import { runCommand } from "../support/towpath.ts";

const test = base.extend<{ write(name: string, content: unknown): Promise<string> }>({
  write: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "towpath-files-"));
    await use(async (name, content) => {
      const file = join(folder, name);
      await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
      return file;
    });
    await rm(folder, { recursive: true });
  },
});

const greeting: FlowFile = chain("Greeting", [
  { id: "start", kind: "manual_trigger", name: "Start", parameters: {} },
  steps.greet(),
]);
const broken: FlowFile = chain("Broken", [
  { id: "start", kind: "manual_trigger", name: "Start", parameters: {} },
  { id: "mail", kind: "send_email", name: "Mail", parameters: { to: "ada@example.com" } },
]);

test("a sound file is valid", async ({ write }) => {
  expect(await runCommand(["flow", "validate", await write("greeting.json", greeting)])).toMatchObject({ code: 0 });
});

test("each problem is named with its node and what to do", async ({ write }) => {
  const file = await write("broken.json", broken);
  const said = await runCommand(["flow", "validate", file]);
  expect(said.code).toBe(1);
  expect(said.stdout + said.stderr).toContain("Mail");
  const { code, stdout } = await runCommand(["flow", "validate", file, "--json"]);
  expect(code).toBe(1);
  const { problems } = JSON.parse(stdout);
  expect(problems).toContainEqual(expect.objectContaining({ severity: "error", node: "mail", parameter: "subject" }));
  for (const { hint } of problems) expect(hint).not.toBe("");
});

test("a file that is no flow is refused in words", async ({ write }) => {
  const { code, stderr } = await runCommand(["flow", "validate", await write("cut.json", '{"format":')]);
  expect(code).toBe(1);
  expect(stderr).toContain("not valid JSON");
});

test("a run prints the items of each node", async ({ write }) => {
  const file = await write("greeting.json", greeting);
  const { code, stdout } = await runCommand(["run", file, "--input", '[{"name":"Grace"},{"name":"Alan"}]', "--json"]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    status: "succeeded",
    nodes: [
      { id: "start", state: "done", items: { main: [{ name: "Grace" }, { name: "Alan" }] } },
      { id: "greet", state: "done", items: { main: [{ greeting: "Hello Grace" }, { greeting: "Hello Alan" }] } },
    ],
  });
});

test("a run that fails says why and ends with 1", async ({ write }) => {
  const stop = { id: "stop", kind: "stop_and_error", name: "Stop", parameters: { message: "Sold out", hint: "Order more." } };
  const file = await write("stop.json", chain("Stop", [...greeting.nodes, stop]));
  const { code, stdout } = await runCommand(["run", file, "--json"]);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ status: "failed", error: { node: "stop", message: "Sold out" } });
});

test("a flow goes from a file to a server and back", async ({ towpath, write }) => {
  const client = await Client.setUp(towpath);
  const token = await client.addToken("Files", ["flows:read", "flows:write"]);
  const environment = { TOWPATH_SERVER: towpath.url, TOWPATH_TOKEN: token };
  const at = ["--workspace", client.workspace];
  const imported = await runCommand(["flow", "import", await write("greeting.json", greeting), ...at], environment);
  expect(imported).toMatchObject({ code: 0 });
  const [flow] = (await client.must("GET", "W/flows")).items;
  expect(flow).toMatchObject({ name: "Greeting", state: "draft" });

  const file = await write("out.json", "");
  expect(await runCommand(["flow", "export", flow.id, "--output", file, ...at], environment)).toMatchObject({ code: 0 });
  const exported = JSON.parse(await readFile(file, "utf8"));
  expect(exported).toMatchObject({ format: "towpath.flow", version: 1, name: "Greeting", nodes: greeting.nodes, edges: greeting.edges });
  expect(await runCommand(["flow", "validate", file])).toMatchObject({ code: 0 });

  const foreign = await runCommand(["flow", "export", flow.id, ...at], { ...environment, TOWPATH_TOKEN: "towpath_wrong" });
  expect(foreign.code).toBe(1);
});

test("the tests of a flow are played from a file, and fail with what differs", async ({ write }) => {
  const expected = (greeting: string) => ({
    name: `${greeting} is said`,
    items: [{ name: "Ada" }],
    expectations: [{ node: "greet", that: "equals", path: "greeting", value: greeting }],
  });
  const file = await write("greeting.json", greeting);
  expect((await runCommand(["test", file])).code, "no tests at all").toBe(1);
  await write("greeting.tests.json", [expected("Hello Ada")]);
  const passed = await runCommand(["test", file]);
  expect(passed).toMatchObject({ code: 0, stdout: "Greeting\n  ✓ Hello Ada is said\n1 passed\n" });

  const wrong = await write("wrong.json", [expected("Hello Ada"), expected("Good evening")]);
  const failed = await runCommand(["test", file, "--tests", wrong]);
  expect(failed.code).toBe(1);
  expect(failed.stdout).toContain("  ✓ Hello Ada is said\n  ✗ Good evening is said\n");
  expect(failed.stdout).toContain('expected  "Good evening"\n        came      "Hello Ada"\n1 of 2 failed\n');
  const { flows } = JSON.parse((await runCommand(["test", file, "--tests", wrong, "--json"])).stdout);
  expect(flows[0].tests).toMatchObject([{ passed: true, failures: [] }, { passed: false, failures: [{ actual: "Hello Ada" }] }]);
});

test("the saved tests of a server are played there, and written to a file", async ({ towpath, write }) => {
  const client = await Client.setUp(towpath);
  const flow = await client.addFlow(greeting);
  await client.addFlow(broken);
  const saved = { name: "Ada", items: [{ name: "Ada" }], expectations: [{ node: "greet", that: "runs" }] };
  await client.must("POST", `W/flows/${flow}/tests`, saved);
  const token = await client.addToken("Pipeline", ["flows:read", "runs:write"]);
  const environment = { TOWPATH_SERVER: towpath.url, TOWPATH_TOKEN: token };
  const at = ["--workspace", client.workspace];
  const all = await runCommand(["test", ...at], environment);
  expect(all.stdout).toContain("Greeting\n  ✓ Ada\n");
  expect(all, "a flow without tests need not be complete").toMatchObject({ code: 0 });
  expect(all.stdout).toContain("Broken\n  no tests\n");

  const [file, tests] = [await write("out.json", ""), await write("out.tests.json", "")];
  await runCommand(["flow", "export", flow, "--output", file, "--tests", tests, ...at], environment);
  expect(await runCommand(["test", file])).toMatchObject({ code: 0, stdout: "Greeting\n  ✓ Ada\n1 passed\n" });

  await client.must("POST", `W/flows/${flow}/tests`, { ...saved, name: "Nobody", ends: "fails" });
  const one = await runCommand(["test", flow, ...at], environment);
  expect(one).toMatchObject({ code: 1 });
  expect(one.stdout).toContain("  ✗ Nobody\n");
});

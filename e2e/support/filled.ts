// A workspace at work, for whoever looks at its pages.
import { Client, send } from "./client.ts";
import { boxed, chain, steps } from "./flows.ts";
import { ben, cleo } from "./people.ts";
import type { Towpath } from "./towpath.ts";

export interface Filled {
  flow: string;
  /** One with a box. */
  loop: string;
  failed: string;
  succeeded: string;
  table: string;
}

/** Flows, runs that failed and succeeded, people, tokens and credentials. */
export async function fill(towpath: Towpath): Promise<Filled> {
  const client = await Client.setUp(towpath);
  await client.addMember(ben, "editor");
  await client.addMember(cleo, "viewer");
  await client.addToken("Shop backend", ["runs:write", "queue:write"]);
  const smtp = await client.addCredential("Mails", "smtp", { host: "mail.invalid", port: 25, security: "none", from: "hello@agency.test" });
  const mail = { ...steps.email(smtp), retry: { maximum: 0, delays_ms: [] } };
  const failing = await client.addFlow(chain("Invoice by mail", [steps.webhook("invoice"), steps.greet(), mail]));
  const flow = await client.addFlow(chain("Welcome a customer", [steps.webhook("welcome"), steps.greet(), steps.respond()]));
  const loop = await client.addFlow(boxed("Greet everybody", [steps.webhook("everybody"), steps.greet(), steps.respond()], "greet"));
  await client.addFlow(chain("Remind me tomorrow", [steps.webhook("remind"), steps.email(smtp)]));
  const event = { name: "Grace", email: "grace@customer.test", amount: 120 };
  await send(await client.publish(flow), event);
  const [succeeded] = await client.runs();
  await send(await client.publish(failing), event);
  const [failed] = await client.runs();
  await client.runThat(failed?.id ?? "", "failed");
  const table = await client.addTable("Customers", ["email", "city"], [{ email: "grace@customer.test", city: "Ulm" }]);
  await client.addVariable("region", "eu");
  return { table, flow, loop, failed: failed?.id ?? "", succeeded: succeeded?.id ?? "" };
}

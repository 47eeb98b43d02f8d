// The picture of the editor in the README: PICTURE=1 npx playwright test picture
import { join } from "node:path";
import { Client, send } from "../support/client.ts";
import { Editor } from "../support/editor.ts";
import type { FlowFile, FlowNode } from "../support/flows.ts";
import { MailServer } from "../support/mail.ts";
import { ada } from "../support/people.ts";
import { SmsService } from "../support/sms.ts";
import { expect, signIn, test } from "../support/test.ts";

const file = join(import.meta.dirname, "../../docs/images/editor.png");

test("the editor with a run that is over", async ({ page, towpath, mail, sms }) => {
  const client = await Client.setUp(towpath);
  const smtp = await client.addCredential("Mails", "smtp", {
    ...{ host: "127.0.0.1", port: mail.port, security: "none", from: "hello@agency.test" },
    ...{ user: MailServer.user, password: MailServer.password },
  });
  const account = { account_sid: SmsService.account, auth_token: SmsService.token, from: "+15005550006" };
  const twilio = await client.addCredential("Texts", "twilio", { ...account, base_url: sms.url });
  const flow = await client.addFlow(orders(smtp, twilio));
  const url = await client.publish(flow);
  await signIn(page, towpath, ada);
  await page.goto(`${towpath.url}/flows/${flow}`);
  const editor = new Editor(page);
  await expect(editor.node("New order")).toBeVisible();
  await send(url, { name: "Grace", email: "grace@customer.test", phone: "+14155550123", amount: 120 });
  await expect(editor.run).toContainText("Succeeded");
  await page.getByRole("button", { name: "Show everything" }).click();
  await page.mouse.move(0, 0);
  await page.screenshot({ path: file, animations: "disabled" });
});

/** Orders that come in over a webhook: all are answered, large ones are told to the team. */
function orders(smtp: string, twilio: string): FlowFile {
  const place = (column: number, y: number) => ({ x: column * 320, y });
  const nodes: FlowNode[] = [
    { id: "order", kind: "webhook", name: "New order", position: place(0, 0), parameters: { path: "orders" } },
    { id: "thanks", kind: "set_fields", name: "Write thanks", position: place(1, 0), parameters: { fields: [{ name: "thanks", value: "Thank you, {{ $json.name }}!" }] } },
    { id: "answer", kind: "respond", name: "Answer the shop", position: place(2, -176), parameters: {} },
    { id: "large", kind: "if", name: "Large order?", position: place(2, 0), parameters: { conditions: { combine: "and", conditions: [{ left: "{{ $json.amount }}", operator: "greater", right: 100 }] } } },
    { id: "text", kind: "send_sms", name: "Text the customer", position: place(3, -48), parameters: { to: "{{ $json.phone }}", message: "{{ $json.thanks }}" }, credentials: { account: twilio } },
    { id: "later", kind: "wait", name: "Until tomorrow", position: place(3, 128), parameters: { amount: 1, unit: "days" } },
    { id: "mail", kind: "send_email", name: "Mail the receipt", position: place(4, 32), parameters: { to: "{{ $('New order').item.json.email }}", subject: "Your order", text: "{{ $('Write thanks').item.json.thanks }}" }, credentials: { smtp } },
  ];
  const arrow = (from: string, to: string, port = "main") => ({ id: `${from}-${to}`, from: { node: from, port }, to: { node: to, port: "main" } });
  const edges = [
    ...[arrow("order", "thanks"), arrow("thanks", "answer"), arrow("thanks", "large")],
    ...[arrow("large", "text", "true"), arrow("large", "later", "false"), arrow("text", "mail"), arrow("later", "mail")],
  ];
  return { format: "towpath.flow", version: 1, name: "Thank for orders", nodes, edges };
}

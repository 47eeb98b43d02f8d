// The main job, as a new user does it: from the set-up link to a flow that answers,
// waits, outlives a crash and sends exactly one email and one SMS.
import type { Page } from "@playwright/test";
import { Client, send } from "../support/client.ts";
import { Editor, fieldIn } from "../support/editor.ts";
import { MailServer } from "../support/mail.ts";
import { ada, organisation, workspace } from "../support/people.ts";
import { SmsService } from "../support/sms.ts";
import { expect, test } from "../support/test.ts";
import { type Towpath, eventually } from "../support/towpath.ts";

const grace = { name: "Grace", email: "grace@customer.test", phone: "+14155550123", amount: 120 };
const pictures = ["https://media.agency.test/boat.png", "https://media.agency.test/lock.jpg"];

// The page is open while the server is dead.
test.use({ expectedInConsole: [/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/] });

test("a new user draws a flow that outlives a crash", async ({ page, towpath, mail, sms }) => {
  test.setTimeout(180_000);
  const editor = new Editor(page);

  await test.step("claims the server", () => claim(page, towpath));
  await test.step("begins a flow with a webhook", () => begin(page, editor));
  await test.step("lets the webhook listen", () => listen(page, editor));
  await test.step("draws what follows", () => draw(page, editor));
  await test.step("is told what is missing, at its node", () => seeProblems(page, editor));
  await test.step("fills in the steps", () => fillIn(editor, mail, sms));
  await test.step("finds the draft saved", async () => {
    await editor.expectSaved();
    await page.reload();
    const panel = await editor.open("Send email");
    await expect(panel.field("Subject")).toHaveValue("Hello {{ $json.name }}");
    await panel.close();
  });
  await test.step("publishes", async () => {
    await expect(page.getByText("No problems")).toBeVisible();
    await editor.publish();
  });
  const answer = await test.step("is answered at once", async () => {
    const panel = await editor.open("Webhook");
    await panel.element.getByRole("button", { name: "Live address" }).click();
    const url = await panel.element.getByRole("region", { name: "Address" }).getByRole("code").first().innerText();
    await panel.close();
    return send(url, grace);
  });
  expect(answer).toMatchObject({ status: 200, body: { greeting: "Hello Grace", amount: 120 } });

  await test.step("sees the run wait, kills the server and starts it again", async () => {
    await expect(editor.run).toContainText("Waiting");
    await expect(editor.node("Wait")).toHaveAccessibleName(/Waiting\./);
    await expect(editor.node("Respond")).toHaveAccessibleName(/Done\./);
    await towpath.kill();
    expect(mail.received).toHaveLength(0);
    await towpath.resume();
  });
  await test.step("sees the run end on the page that stayed open", async () => {
    await expect(editor.run).toContainText("Succeeded", { timeout: 30_000 });
    await expect(editor.node("Send SMS")).toHaveAccessibleName(/Done\./);
    await expect(editor.canvas.getByText("1 item", { exact: true }).first()).toBeVisible();
  });
  await test.step("finds one email and one SMS", () => expectMessages(mail, sms));
  await test.step("sees what became of the SMS", () => followSms(page, editor, towpath, sms));
  await test.step("finds the run in the list", () => findRun(page));
  await test.step("finds nothing sent twice in the end", () => expectMessages(mail, sms));
});

async function claim(page: Page, towpath: Towpath): Promise<void> {
  await page.goto(towpath.url);
  await expect(page.getByRole("heading", { name: "Set up Towpath" })).toBeVisible();
  await page.goto(towpath.setupLink);
  await page.getByLabel("Organisation").fill(organisation);
  await page.getByLabel("First workspace").fill(workspace);
  await page.getByLabel("Your name").fill(ada.name);
  await page.getByLabel("Email").fill(ada.email);
  await page.getByLabel("Password").fill(ada.password);
  await page.getByRole("button", { name: "Start using Towpath" }).click();
  await expect(page.getByRole("heading", { level: 1, name: /Ada$/ })).toBeVisible();
}

async function begin(page: Page, editor: Editor): Promise<void> {
  await page.getByRole("navigation", { name: "Places" }).getByRole("link", { name: "Flows" }).click();
  await page.getByRole("button", { name: "New flow" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Welcome a customer");
  await page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
  await page.getByRole("region", { name: "What starts this flow?" }).getByRole("button", { name: /^Webhook/ }).click();
  await editor.addAfter("Webhook", "Set fields");
  await editor.expectSaved();
}

async function draw(page: Page, editor: Editor): Promise<void> {
  await editor.addAfter("Set fields", "Respond");
  // The rest by its other ways: from the list at the side, with a key, by an arrow drawn by hand.
  await page.getByRole("toolbar", { name: "Nodes to add" }).getByRole("button", { name: "If", exact: true }).click();
  await expect(editor.node("If")).toHaveAccessibleName(/After Respond\./);
  await editor.addAfter("If", "Wait");
  await editor.canvas.press("Tab");
  await editor.choose("Send email");
  await editor.addAfter("Send email", "Send SMS");
  await expect(editor.node("Wait")).toHaveAccessibleName(/After If \(true\)\. Leads to Send email\./);
  await editor.connect("If", "Send SMS", 1);
  await expect(editor.node("Send SMS")).toHaveAccessibleName(/After Send email and If \(false\)\./);
}

async function seeProblems(page: Page, editor: Editor): Promise<void> {
  await editor.expectSaved();
  await expect(editor.node("Send email")).toHaveAccessibleName(/problem/);
  await page.getByRole("button", { name: /\d+ errors/ }).click();
  const problems = page.getByRole("region", { name: "Problems" });
  for (const name of ["If", "Send email", "Send SMS"]) await expect(problems.getByText(`${name}:`).first()).toBeVisible();
  await page.getByRole("button", { name: "Publish" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("heading", { name: "This must be mended first" })).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Publish" })).toBeDisabled();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: /\d+ errors/ }).click();
}

async function listen(page: Page, editor: Editor): Promise<void> {
  const panel = await editor.open("Webhook");
  await panel.element.getByRole("button", { name: "Listen for a test event" }).click();
  await expect(panel.element.getByText(/^Listening until/)).toBeVisible();
  const url = await panel.element.getByRole("region", { name: "Address" }).getByRole("code").first().innerText();
  expect((await send(url, grace)).status).toBeLessThan(300);
  await panel.element.getByRole("tab", { name: "Output" }).click();
  await expect(panel.element.getByText("grace@customer.test").first()).toBeVisible();
  await panel.close();
}

async function fillIn(editor: Editor, mail: MailServer, sms: SmsService): Promise<void> {
  const fields = await editor.open("Set fields");
  await fields.element.getByRole("button", { name: "Add field" }).click();
  await fields.fill({ Name: "greeting", Value: "Hello {{ $json.name }}" });
  await expect(fields.element.getByText("Hello Grace")).toBeVisible();
  await fields.close();

  const condition = await editor.open("If");
  await condition.fill({ Value: "{{ $json.amount }}" });
  await condition.field("Operator").selectOption("is greater than");
  await condition.fill({ "Compared with": "100" });
  await condition.close();

  const wait = await editor.open("Wait");
  await wait.fill({ Amount: "5" });
  await wait.field("Unit").selectOption("Seconds");
  await wait.close();

  const email = await editor.open("Send email");
  await email.addCredential("Mail server (SMTP)", async (dialog) => {
    await fieldIn(dialog, "Host").fill("127.0.0.1");
    await fieldIn(dialog, "Port").fill(String(mail.port));
    await fieldIn(dialog, "Encryption").selectOption("None");
    await fieldIn(dialog, "User").fill(MailServer.user);
    await fieldIn(dialog, "Password").fill(MailServer.password);
    await fieldIn(dialog, "From").fill("Bright Agency <hello@agency.test>");
  });
  await email.fill({ To: "{{ $json.email }}", Subject: "Hello {{ $json.name }}", Text: "You ordered for {{ $json.amount }} euros." });
  await expect(email.element.getByText("Hello Grace")).toBeVisible();
  await email.close();

  const text = await editor.open("Send SMS");
  await text.addCredential("Twilio account", async (dialog) => {
    await fieldIn(dialog, "Account SID").fill(SmsService.account);
    await fieldIn(dialog, "Auth token").fill(SmsService.token);
    await fieldIn(dialog, "From").fill("+15005550006");
    await dialog.getByText("Advanced").click();
    await fieldIn(dialog, "Address of the service").fill(sms.url);
  });
  await text.fill({ To: "{{ $('Webhook').item.json.phone }}", Message: "Thank you, {{ $('Webhook').item.json.name }}!" });
  for (const [index, picture] of pictures.entries()) {
    await text.element.getByRole("button", { name: /^Add medi/ }).click();
    await text.field(`Media ${index + 1}`).fill(picture);
  }
  // There is nothing at these addresses to be looked at.
  await text.element.getByText("Advanced").click();
  await text.element.getByRole("switch", { name: "Look at media first" }).click();
  await text.close();
}

async function expectMessages(mail: MailServer, sms: SmsService): Promise<void> {
  expect(mail.received.map(({ subject }) => subject)).toEqual(["Hello Grace"]);
  const [email] = mail.received;
  expect(email?.to).toEqual([{ address: "grace@customer.test", name: "" }]);
  expect(email?.from).toEqual({ address: "hello@agency.test", name: "Bright Agency" });
  expect(email?.text?.trim()).toBe("You ordered for 120 euros.");
  expect(sms.received).toHaveLength(1);
  const [text] = sms.received;
  expect(text?.authorization).toBe(SmsService.authorization);
  const { StatusCallback: _, MediaUrl: _last, ...form } = Object.fromEntries(text?.form ?? []);
  expect(form).toEqual({ To: grace.phone, From: "+15005550006", Body: "Thank you, Grace!" });
  expect(text?.form.getAll("MediaUrl")).toEqual(pictures);
}

async function followSms(page: Page, editor: Editor, towpath: Towpath, sms: SmsService): Promise<void> {
  await editor.run.getByRole("link", { name: "Details" }).click();
  await page.getByRole("tab", { name: "Messages (2)" }).click();
  const message = page.getByRole("tabpanel").getByRole("listitem").filter({ hasText: grace.phone });
  await expect(message).toContainText("Queued");
  const [text] = sms.received;
  if (!text) throw new Error("no SMS came");

  expect(await sms.report(text, "delivered", "ffffffffffffffffffffffffffffffff")).toBe(403);
  const client = await Client.signIn(towpath, ada);
  const [run] = await client.runs();
  const statusOfSms = async () => (await client.run(run?.id ?? "")).messages.find(({ channel }) => channel === "sms")?.status;
  expect(await statusOfSms()).toBe("queued");

  expect(await sms.report(text, "delivered")).toBeLessThan(300);
  await eventually("the SMS being delivered", async () => ((await statusOfSms()) === "delivered" ? true : undefined));
  await expect(message).toContainText("Delivered");
  // Reports may come out of order: a late one takes nothing back.
  expect(await sms.report(text, "sent")).toBeLessThan(300);
  expect(await statusOfSms()).toBe("delivered");

  await page.getByRole("tab", { name: "Steps" }).or(page.getByRole("tab", { name: "Timeline" })).click();
  await page.getByRole("button", { name: /^Set fields/ }).click();
  const step = page.getByRole("region", { name: "Step Set fields" });
  await expect(step.getByText("Hello Grace").first()).toBeVisible();
  await step.getByRole("tab", { name: "Input (1)" }).click();
  await expect(step.getByText("grace@customer.test").first()).toBeVisible();
}

async function findRun(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Runs", exact: true }).click();
  const rows = page.getByRole("table", { name: "Runs" }).getByRole("row").filter({ hasText: "Welcome a customer" });
  await expect(rows.filter({ hasText: "Webhook" })).toHaveCount(1);
  const states = page.getByRole("group", { name: "State" });
  await states.getByRole("button", { name: "Failed" }).click();
  await expect(page.getByText("No run answers this filter")).toBeVisible();
  await states.getByRole("button", { name: "Succeeded" }).click();
  await expect(rows.filter({ hasText: "Webhook" })).toHaveCount(1);
  await expect(page).toHaveURL(/status=/);
}

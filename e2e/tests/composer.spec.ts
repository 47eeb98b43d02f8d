// A mail is composed of blocks, looked at as different people get it, sent as a test, and
// sent by a run; a text message is looked at and tested, too.
import { expectAccessible, expectNoSidewaysScroll } from "../support/accessible.ts";
import { Client } from "../support/client.ts";
import { Editor, fieldIn } from "../support/editor.ts";
import { chain, steps } from "../support/flows.ts";
import { MailServer } from "../support/mail.ts";
import { ada } from "../support/people.ts";
import { SmsService } from "../support/sms.ts";
import { expect, signIn, test } from "../support/test.ts";

test("a mail is composed, looked at, tested and sent", async ({ page, towpath, mail }) => {
  const client = await Client.setUp(towpath);
  const credential = await client.addCredential("Mailbox", "smtp", {
    host: "127.0.0.1",
    port: mail.port,
    security: "none",
    user: MailServer.user,
    password: MailServer.password,
    from: "Bright <hello@agency.test>",
  });
  const send = { ...steps.email(credential), parameters: { to: "{{ $json.email }}", subject: "" } };
  const id = await client.addFlow(chain("Mails", [steps.webhook("mails"), send]));
  await signIn(page, towpath, ada);
  await page.goto(`${towpath.url}/flows/${id}`);
  await expect(page.getByRole("button", { name: "Publish" })).toBeEnabled();
  const editor = new Editor(page);
  const panel = await editor.open("Mail");
  const composer = page.getByRole("dialog", { name: "Compose the mail" });
  const block = (name: string) => composer.getByRole("region", { name, exact: true });
  const words = (name: string) => composer.getByRole("textbox", { name, exact: true });

  await test.step("it begins with a mail that is there", async () => {
    await expectAccessible(page, "a node that sends mails");
    await panel.element.getByRole("button", { name: "Begin with “Welcome”" }).click();
    await expect(fieldIn(composer, "Subject")).toHaveValue("Welcome, {{ $json.first_name }}!");
    await expect(words("Heading, block 1")).toHaveText("Welcome, {{ $json.first_name }}!");
    await expectAccessible(page, "the composer");
    await page.screenshot({ path: ".output/pages/composer.png" });
  });

  await test.step("blocks are added, typed in, moved by keyboard, and taken back step by step", async () => {
    await block("Divider, block 4").focus();
    await composer.getByRole("button", { name: "Text", exact: true }).click();
    await expect(words("Text, block 5")).toBeFocused();
    await page.keyboard.type("See you in ");
    await page.keyboard.press("Control+b");
    await page.keyboard.type("{{ $json.city }}");
    await page.keyboard.press("Control+b");
    await page.keyboard.type(".");
    await page.keyboard.press("Alt+ArrowUp");
    await expect(words("Text, block 4")).toHaveText("See you in {{ $json.city }}.");
    await expect(words("Text, block 4").locator("strong, b")).toHaveText("{{ $json.city }}");
    await page.keyboard.press("Control+z");
    await expect(block("Divider, block 4")).toBeVisible();
    await composer.getByRole("button", { name: "Redo" }).click();
    await expect(words("Text, block 4")).toBeVisible();
    await composer.getByRole("button", { name: "Columns", exact: true }).click();
    await composer.getByRole("button", { name: "Remove: Columns, block 5" }).click();
    await expect(block("Columns, block 5")).toBeHidden();
  });

  await test.step("undo leaves the caret where it takes something back", async () => {
    const text = words("Text, block 4");
    const whole = "See you in {{ $json.city }}.";
    await text.focus();
    await page.keyboard.press("Control+Home");
    await page.keyboard.type("Well, ");
    await page.keyboard.press("Control+z");
    await expect(text).toBeFocused();
    await page.keyboard.type("Oh! ");
    await expect(text).toHaveText(new RegExp(`Oh! ${whole.replaceAll(/[{}$.]/g, "\\$&")}$`));
    await expect(async () => {
      await page.keyboard.press("Control+z");
      await expect(text).toHaveText(whole, { timeout: 500 });
    }).toPass();
  });

  await test.step("a block is dragged into a column, and comes out of it by keyboard", async () => {
    await words("Text, block 4").focus();
    await composer.getByRole("button", { name: "Columns", exact: true }).click();
    const column = composer.getByRole("region", { name: "Column 2" });
    await words("Text, block 4").focus();
    await block("Text, block 4").getByTitle("Drag to put in order, or into another column").dragTo(column.getByRole("region").first());
    const moved = column.getByRole("textbox", { name: "Text, block 1", exact: true });
    await expect(moved).toContainText("See you in");
    await expect(moved).toBeFocused();
    await page.keyboard.press("Alt+ArrowRight");
    await expect(column.getByText("See you in")).toBeHidden();
    await page.keyboard.press("Alt+ArrowUp");
    await expect(words("Text, block 4")).toContainText("See you in");
    await block("Columns, block 5").click({ position: { x: 3, y: 3 } });
    await composer.getByRole("button", { name: "Remove: Columns, block 5" }).click();
    await expect(block("Columns, block 5")).toBeHidden();
  });

  await test.step("a link is made by keyboard", async () => {
    await words("Text, block 4").focus();
    await page.keyboard.press("Control+a");
    await page.keyboard.press("Control+k");
    await composer.getByRole("textbox", { name: "Address of the link" }).fill("https://example.com/{{ $json.city }}");
    await page.keyboard.press("Enter");
    await expect(words("Text, block 4").locator("a").first()).toHaveAttribute("href", "https://example.com/{{ $json.city }}");
  });

  await test.step("it is looked at as people get it", async () => {
    await composer.getByRole("button", { name: "Preview and test" }).click();
    await composer.getByRole("button", { name: /^Zoë Grünberg/ }).click();
    await expect(composer.getByText("Welcome, Zoë!")).toBeVisible();
    const frame = composer.frameLocator("iframe");
    await expect(frame.getByRole("heading", { name: "Welcome, Zoë!" })).toBeVisible();
    await expect(frame.getByRole("link", { name: "Berlin" })).toHaveAttribute("href", "https://example.com/Berlin");
    await composer.getByRole("button", { name: "Phone" }).click();
    await composer.getByRole("button", { name: "Dark" }).click();
    await expect(frame.locator(".tp-sheet")).toHaveCSS("background-color", "rgb(26, 32, 31)");
    await expectAccessible(page, "a mail as somebody gets it");
    await page.screenshot({ path: ".output/pages/composer-preview.png" });
    await composer.getByRole("button", { name: "As text" }).click();
    await expect(composer.getByText("Take a look: https://example.com/start")).toBeVisible();
  });

  await test.step("a test goes to one address alone", async () => {
    await expect(composer.getByLabel("Send this one to")).toHaveValue(ada.email);
    await composer.getByRole("button", { name: "Send a test" }).click();
    await expect(composer.getByText(`The mail server has taken the test for ${ada.email}.`)).toBeVisible();
    const [got] = mail.received;
    expect(got?.subject).toBe("[Test] Welcome, Zoë!");
    expect(got?.to?.map(({ address }) => address)).toEqual([ada.email]);
    expect(got?.html).toContain("<strong>Berlin</strong>");
    expect(got?.text).toContain("See you in Berlin");
    const { items } = await client.must("GET", "W/audit");
    expect(items[0].action).toBe("message.tested");
  });

  await test.step("its settings are kept as a preset and used again", async () => {
    await composer.getByRole("button", { name: "Done" }).click();
    await expect(panel.element.getByText("6 blocks")).toBeVisible();
    await panel.element.getByRole("button", { name: "Presets" }).click();
    const presets = page.getByRole("dialog", { name: "Presets" });
    await expect(presets.getByText("There is no preset yet")).toBeVisible();
    await presets.getByLabel("Save the settings of this block as").fill("Welcome mail");
    await presets.getByRole("button", { name: "Save" }).click();
    await expect(presets.getByRole("button", { name: "Use Welcome mail" })).toBeVisible();
    await expectAccessible(page, "presets");
    await page.screenshot({ path: ".output/pages/presets.png" });
    await presets.getByRole("button", { name: "Rename Welcome mail" }).click();
    await presets.getByLabel("New name of Welcome mail").fill("Welcome");
    await presets.getByRole("button", { name: "Rename" }).click();
    await presets.getByRole("button", { name: "Close" }).click();
    await panel.element.getByRole("button", { name: "Take the composed mail away" }).click();
    await expect(panel.element.getByText("6 blocks")).toBeHidden();
    await panel.element.getByRole("button", { name: "Presets" }).click();
    await presets.getByRole("button", { name: "Use Welcome", exact: true }).click();
    await expect(panel.element.getByText("6 blocks")).toBeVisible();
    await panel.close();
    await editor.expectSaved();
  });

  await test.step("on a phone everything stands below each other", async () => {
    await page.setViewportSize({ width: 360, height: 780 });
    await page.goto(`${towpath.url}/flows/${id}`);
    await page.getByRole("button", { name: /^Mail/ }).first().click();
    await page.getByRole("button", { name: "Everything at once" }).click();
    await page.getByRole("button", { name: "Compose", exact: true }).click();
    await words("Heading, block 1").click();
    await expectNoSidewaysScroll(page, "the composer on a phone");
    await expectAccessible(page, "the composer on a phone");
    await page.screenshot({ path: ".output/pages/composer-phone.png" });
    await composer.getByRole("button", { name: "Done" }).click();
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${towpath.url}/flows/${id}`);
    await expect(page.getByRole("button", { name: "Publish" })).toBeEnabled();
  });

  await test.step("a run sends the same mail", async () => {
    await editor.publish();
    const { triggers } = await client.must("GET", `W/flows/${id}`);
    await fetch(triggers[0].url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email: "bob@example.org", first_name: "<b>Bob</b>", city: "Leeds", unsubscribe_url: "https://example.com/u/1" }),
    });
    await expect.poll(() => mail.received.length).toBe(2);
    const got = mail.received[1];
    expect(got?.subject).toBe("Welcome, <b>Bob</b>!");
    expect(got?.html).toContain("&lt;b&gt;Bob&lt;/b&gt;");
    expect(got?.text).toContain("Unsubscribe: https://example.com/u/1");
    const header = got?.headers.find(({ key }) => key === "list-unsubscribe");
    expect(header?.value).toBe("<https://example.com/u/1>");
  });
});

test("a text message is looked at and tested", async ({ page, towpath, sms }) => {
  const client = await Client.setUp(towpath);
  const credential = await client.addCredential("Texts", "twilio", {
    account_sid: SmsService.account,
    auth_token: SmsService.token,
    from: "+15005550006",
    base_url: sms.url,
  });
  const parameters = { to: "{{ $json.phone }}", message: "Hello {{ $json.name }}, see you soon!" };
  const text = { ...steps.sms(credential), parameters };
  const id = await client.addFlow(chain("Texts", [steps.webhook("texts"), text]));
  await signIn(page, towpath, ada);
  await page.goto(`${towpath.url}/flows/${id}`);
  const editor = new Editor(page);
  const panel = await editor.open("Text");
  await panel.element.getByRole("button", { name: "Preview and test" }).click();
  const dialog = page.getByRole("dialog", { name: "Preview and test" });
  await expect(dialog.getByText("Hello Ada Byron, see you soon!")).toBeVisible();
  await dialog.getByRole("button", { name: /^Mia O’Neill/ }).click();
  await expect(dialog.getByText("1 (UCS-2)")).toBeVisible();
  await expectAccessible(page, "a text message as somebody gets it");
  await page.screenshot({ path: ".output/pages/sms-preview.png" });
  await dialog.getByLabel("Send this one to").fill("+15005550009");
  await dialog.getByRole("button", { name: "Send a test" }).click();
  await expect(dialog.getByText("The provider has taken the test for +15005550009.")).toBeVisible();
  expect(sms.received.map(({ form }) => [form.get("To"), form.get("Body")])).toEqual([["+15005550009", "Hello Mia O’Neill, see you soon!"]]);
});

test("a schedule is said in a few words", async ({ page, towpath }) => {
  const client = await Client.setUp(towpath);
  const clock = { id: "clock", kind: "schedule", name: "Clock", parameters: { cron: "0 9 * * *", time_zone: "Europe/Berlin" } };
  const id = await client.addFlow(chain("Clock", [clock]));
  await signIn(page, towpath, ada);
  await page.goto(`${towpath.url}/flows/${id}`);
  const panel = (await new Editor(page).open("Clock")).element;
  const due = panel.getByRole("region", { name: "When it is due" });
  const saved = async () => (await client.must("GET", `W/flows/${id}`)).document.nodes[0].parameters;
  await expect(due.getByRole("listitem")).toHaveCount(5);

  await test.step("on several days at several times", async () => {
    await panel.getByLabel("How often").selectOption({ label: "On days of the week" });
    await panel.getByRole("button", { name: "Thu", exact: true }).click();
    await panel.getByRole("button", { name: "Add a time" }).click();
    await panel.getByLabel("Time of day 2").fill("12:30");
    await expect(due.getByText("At 09:00 and 12:30 on Monday and Thursday")).toBeVisible();
    await expect(due.getByText(/^(Mon|Thu), .*, 12:30$/).first()).toBeVisible();
    await expect.poll(saved).toEqual({ cron: "0 9 * * 1,4", more: ["30 12 * * 1,4"], time_zone: "Europe/Berlin" });
    await expectAccessible(page, "a schedule by days of the week");
  });

  await test.step("on the last Monday of the month, and by a line that is wrong", async () => {
    await panel.getByLabel("How often").selectOption({ label: "On one weekday of the month" });
    await panel.getByLabel("Which one of the month").selectOption({ label: "Last" });
    await expect(due.getByText(/on the last Monday of the month/)).toBeVisible();
    await expect(due.getByText(/^Mon, /)).toHaveCount(5);
    await panel.getByLabel("How often").selectOption({ label: "By cron lines of my own" });
    const second = panel.getByRole("textbox", { name: "Cron line 2" });
    await second.fill("0 99 * * *");
    await expect(panel.getByText("“99” is not an hour (0–23).")).toBeVisible();
    await second.fill("0 0 9 L * *");
    await expect(panel.getByText("At 09:00, on the last day of the month.")).toBeVisible();
    await expectAccessible(page, "a schedule by cron lines");
    await page.screenshot({ path: ".output/pages/schedule.png" });
  });
});

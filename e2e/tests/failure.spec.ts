// A run that fails says why and what to do, and is mended without doing anything twice.
import { Client, send } from "../support/client.ts";
import { fieldIn } from "../support/editor.ts";
import { chain, steps } from "../support/flows.ts";
import { MailServer } from "../support/mail.ts";
import { ada } from "../support/people.ts";
import { SmsService } from "../support/sms.ts";
import { expect, signIn, test } from "../support/test.ts";

const grace = { name: "Grace", email: "grace@customer.test", phone: "+14155550123" };

test("a failed run is understood, mended and retried", async ({ page, towpath, mail, sms }) => {
  const client = await Client.setUp(towpath);
  const twilio = await client.addCredential("Texts", "twilio", {
    account_sid: SmsService.account,
    auth_token: SmsService.token,
    from: "+15005550006",
    base_url: sms.url,
  });
  const smtp = await client.addCredential("Mails", "smtp", {
    host: "127.0.0.1",
    port: mail.port,
    security: "none",
    user: MailServer.user,
    password: "a wrong password",
    from: "hello@agency.test",
  });
  const flow = await client.addFlow(
    chain("Welcome", [steps.webhook("welcome"), steps.greet(), steps.sms(twilio), steps.email(smtp)]),
  );
  await send(await client.publish(flow), grace);
  const [failed] = await client.runs();
  if (!failed) throw new Error("nothing ran");
  const { steps: taken } = await client.runThat(failed.id, "failed");
  // A wrong password does not mend itself: nothing is tried again.
  expect(taken.filter(({ node }) => node === "mail")).toMatchObject([{ state: "failed", error: { class: "permanent" } }]);
  await signIn(page, towpath, ada);

  await test.step("sees what went wrong and what to do", async () => {
    await expect(page.getByRole("link", { name: /Welcome/ }).first()).toBeVisible();
    await page.goto(`${towpath.url}/runs/${failed.id}`);
    const trouble = page.getByRole("region", { name: "What went wrong" });
    await expect(trouble).toContainText("Mail");
    await expect(trouble).toContainText(/password|sign in|user/i);
    expect(sms.received).toHaveLength(1);
  });

  await test.step("mends the connection", async () => {
    await page.getByRole("link", { name: "Credentials", exact: true }).click();
    await page.getByRole("button", { name: "Edit Mails" }).click();
    const dialog = page.getByRole("dialog");
    await expect(fieldIn(dialog, "Password")).toHaveValue("");
    await fieldIn(dialog, "Password").fill(MailServer.password);
    await dialog.getByRole("button", { name: "Save and test" }).click();
    await expect(dialog).toBeHidden();
  });

  await test.step("retries from where it failed", async () => {
    await page.goto(`${towpath.url}/runs/${failed.id}`);
    await page.getByRole("button", { name: "Retry" }).click();
    await expect(page.getByRole("link", { name: "Retry of an earlier run" })).toBeVisible();
    await expect(page.getByRole("main").getByText("Succeeded").first()).toBeVisible();
    expect(mail.received.map(({ subject }) => subject)).toEqual(["Hello Grace"]);
    // The text message was sent before the failure and is not sent again.
    expect(sms.received).toHaveLength(1);
  });

  await test.step("runs the whole again", async () => {
    const retried = page.url();
    await page.getByRole("button", { name: "Run again" }).click();
    await expect(page).not.toHaveURL(retried);
    await expect(page.getByRole("main").getByText("Succeeded").first()).toBeVisible();
    expect(mail.received).toHaveLength(2);
    expect(sms.received).toHaveLength(2);
  });
});

test("a server that is not there is tried again, then told", async ({ towpath, mail }) => {
  const client = await Client.setUp(towpath);
  await mail.stop();
  const smtp = await client.addCredential("Mails", "smtp", { host: "127.0.0.1", port: mail.port, security: "none", from: "hello@agency.test" });
  const mailStep = { ...steps.email(smtp), retry: { maximum: 1, delays_ms: [100] } };
  const flow = await client.addFlow(chain("Welcome", [steps.webhook("welcome"), steps.greet(), mailStep]));
  await send(await client.publish(flow), grace);
  const [run] = await client.runs();
  const { steps: taken } = await client.runThat(run?.id ?? "", "failed");
  const attempts = taken.filter(({ node }) => node === "mail");
  expect(attempts.map(({ error }) => error?.class)).toEqual(["transient", "transient"]);
  expect(attempts[1]?.error?.hint).not.toBe("");
});

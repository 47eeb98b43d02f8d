// A flow is tested without reaching anybody: a test is made of what it did last, fails
// when the flow changes, and keeps it from being published until it passes again.
import { expectAccessible, expectNoSidewaysScroll } from "../support/accessible.ts";
import { Client } from "../support/client.ts";
import { Editor } from "../support/editor.ts";
import { chain, steps } from "../support/flows.ts";
import { ada } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";

test("a test is made of the last run, and asked before the flow is published", async ({ page, towpath }) => {
  const client = await Client.setUp(towpath);
  const flow = chain("Greets", [steps.webhook("greets"), steps.greet(), steps.respond()]);
  const id = await client.addFlow({ ...flow, settings: { tests_must_pass: true } } as typeof flow);
  await client.must("POST", `W/flows/${id}/runs`, { draft: true, items: [{ name: "Ada" }] });
  await signIn(page, towpath, ada);
  await page.goto(`${towpath.url}/flows/${id}`);
  await expect(page.getByRole("button", { name: "Publish" })).toBeEnabled();
  const editor = new Editor(page);
  const tests = page.getByRole("dialog", { name: "Tests" });

  await test.step("makes one, plays it and saves it", async () => {
    await page.keyboard.press("ControlOrMeta+Alt+t");
    await expect(tests.getByText("No tests yet")).toBeVisible();
    await expectAccessible(page, "no tests yet");
    await tests.getByRole("button", { name: "From the last run" }).click();
    await tests.getByRole("textbox", { name: "Name" }).fill("Ada is greeted");
    await tests.getByRole("button", { name: "Expect something" }).click();
    const expectation = tests.getByRole("group", { name: /Expectation \d/ }).last();
    await expectation.getByLabel("Block").selectOption("Greeting");
    await expectation.getByLabel("It").selectOption("gives something that holds");
    await expectation.getByLabel("Value").fill('{"greeting": "Hello Ada"}');
    await tests.getByRole("button", { name: "Run", exact: true }).click();
    await expect(tests.getByText("The test passes")).toBeVisible();
    await expectAccessible(page, "a test that passes");
    await tests.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("The test is saved")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(tests).toBeHidden();
  });

  await test.step("a change of the flow makes it fail, and it cannot be published", async () => {
    const panel = await editor.open("Greeting");
    await panel.element.getByRole("textbox", { name: /Value/ }).first().fill("Goodbye {{ $json.name }}");
    await panel.close();
    await page.getByRole("button", { name: "Publish" }).click();
    const publish = page.getByRole("dialog", { name: /Publish/ });
    await expect(publish.getByText("Ada is greeted")).toBeVisible();
    await expect(publish.getByRole("button", { name: "Publish" })).toBeDisabled();
    await expectAccessible(page, "a flow whose tests fail");
    await page.screenshot({ path: ".output/pages/tests-publish.png" });
    await page.keyboard.press("Escape");
  });

  await test.step("says what differs, on a phone and in the dark, too", async () => {
    await page.keyboard.press("ControlOrMeta+Alt+t");
    await tests.getByRole("button", { name: "Run all" }).click();
    await expect(tests.getByText("1 of 1 test fail")).toBeVisible();
    await tests.getByRole("button", { name: /Ada is greeted/ }).click();
    await expect(tests.getByRole("region", { name: "Came" }).first()).toContainText("Goodbye Ada");
    await page.screenshot({ path: ".output/pages/tests-light.png" });
    await page.emulateMedia({ colorScheme: "dark" });
    await expectAccessible(page, "a test that fails, in the dark");
    await page.screenshot({ path: ".output/pages/tests-dark.png" });
    // 1280 pixels at 400 %.
    await page.setViewportSize({ width: 320, height: 640 });
    await expectNoSidewaysScroll(page, "a test that fails, at 400 %");
    await expectAccessible(page, "a test that fails, at 400 %");
    await page.screenshot({ path: ".output/pages/tests-phone.png" });
  });
});

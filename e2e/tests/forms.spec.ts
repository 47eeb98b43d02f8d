// Somebody without an account fills in a form of two pages; what is wrong is said in its place.
import { expectAccessible, expectNoSidewaysScroll } from "../support/accessible.ts";
import { Client } from "../support/client.ts";
import { type FlowFile, chain } from "../support/flows.ts";
import { expect, test } from "../support/test.ts";

function application(): FlowFile {
  const first = {
    title: "Apply",
    description: "Two short pages.",
    fields: [
      { label: "Name", required: true },
      { label: "Role", kind: "dropdown", required: true, options: ["Cook", "Driver"] },
      { label: "Days", kind: "checkboxes", options: ["Monday", "Friday"] },
    ],
    button: "Next",
    path: "apply",
  };
  const second = {
    title: "Hello {{ $json.Name }}",
    fields: [{ label: "Years as {{ $json.Role }}", name: "Years", kind: "number", required: true }],
  };
  const end = { mode: "end", title: "Thank you, {{ $('Form').first().json.Name }}", description: "We write within a week." };
  return chain("Applications", [
    { id: "form", kind: "form_trigger", name: "Form", parameters: first },
    { id: "more", kind: "form_page", name: "More", parameters: second },
    { id: "end", kind: "form_page", name: "End", parameters: end },
  ]);
}

test("a form of two pages is filled in by keyboard and telephone, and becomes a run", async ({ page, towpath, expectedInConsole }) => {
  // The browser notes the status of a page that was not right yet.
  expectedInConsole.push(/422/);
  const client = await Client.setUp(towpath);
  const address = await client.publish(await client.addFlow(application()));
  expect(address).toContain("/forms/apply");

  await test.step("says what is missing, beside the field", async () => {
    await page.goto(address);
    await expect(page.getByRole("heading", { name: "Apply" })).toBeVisible();
    await expectAccessible(page, "a form");
    await page.getByRole("button", { name: "Next" }).click();
    const alert = page.getByRole("alert");
    await expect(alert).toContainText("Name: Fill this in.");
    await alert.getByRole("link", { name: /Name/ }).click();
    await expect(page.getByLabel("Name")).toBeFocused();
    await expectAccessible(page, "a form with mistakes");
    await page.setViewportSize({ width: 320, height: 600 });
    await expectNoSidewaysScroll(page, "a form");
  });

  await test.step("goes on to the second page by itself", async () => {
    await page.getByLabel("Name").fill("Ada");
    await page.getByLabel("Role").selectOption("Cook");
    await page.getByRole("checkbox", { name: "Friday" }).check();
    await page.getByLabel("Role").press("Tab");
    await page.getByRole("button", { name: "Next" }).press("Enter");
    await expect(page.getByRole("heading", { name: "Hello Ada" })).toBeVisible();
    await expectAccessible(page, "the second page");
  });

  await test.step("ends as the flow says, and the run has what was entered", async () => {
    await page.getByLabel("Years as Cook").fill("7");
    await page.getByRole("button", { name: "Send" }).click();
    await expect(page.getByRole("heading", { name: "Thank you, Ada" })).toBeVisible();
    await expect(page.getByText("We write within a week.")).toBeVisible();
    const run = (await client.runs())[0]?.id ?? "";
    const { steps } = await client.runThat(run, "succeeded");
    const given = async (node: string) => {
      const index = steps.find((step) => step.node === node)?.index;
      return (await client.must("GET", `W/runs/${run}/steps/${index}`)).outputs.main[0].json;
    };
    expect(await given("form")).toMatchObject({ Name: "Ada", Role: "Cook", Days: ["Friday"], formMode: "production" });
    expect(await given("more")).toMatchObject({ Years: 7 });
  });
});

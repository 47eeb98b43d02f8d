// Who may do what, seen on screen and refused by the server.
import { Client } from "../support/client.ts";
import { Editor } from "../support/editor.ts";
import { chain, steps } from "../support/flows.ts";
import { ada, ben, cleo } from "../support/people.ts";
import { expect, signIn, test } from "../support/test.ts";

test("an owner adds people, a viewer looks, an editor builds", async ({ page, towpath }) => {
  const client = await Client.setUp(towpath);
  const flow = await client.addFlow(chain("Welcome", [steps.webhook("welcome"), steps.greet(), steps.respond()]));
  const editor = new Editor(page);

  await test.step("the owner adds a viewer and an editor", async () => {
    await signIn(page, towpath, ada);
    await page.goto(`${towpath.url}/settings/members`);
    for (const [person, role] of [[cleo, "Viewer"], [ben, "Editor"]] as const) {
      await page.getByRole("button", { name: "Add a member" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Name").fill(person.name);
      await dialog.getByLabel("Email").fill(person.email);
      await dialog.getByLabel("First password").fill(person.password);
      await dialog.getByLabel("Role").selectOption(role);
      await dialog.getByRole("button", { name: "Add", exact: true }).click();
      await expect(dialog).toBeHidden();
      await expect(page.getByRole("listitem").filter({ hasText: person.email })).toBeVisible();
    }
  });

  await test.step("signing out ends the session everywhere in this browser", async () => {
    const cookies = await page.context().cookies();
    await page.getByRole("button", { name: `Account of ${ada.name}` }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await page.goto(`${towpath.url}/flows/${flow}`);
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    // The old cookie is worth nothing, also to somebody who kept it.
    const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
    expect((await fetch(`${towpath.url}/api/v1/session`, { headers: { cookie } })).status).toBe(401);
  });

  await test.step("a viewer sees the flow and cannot change it", async () => {
    await signIn(page, towpath, cleo);
    await page.goto(`${towpath.url}/flows/${flow}`);
    await expect(page.getByText("You may look at this flow, but not change it.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Publish" })).toBeHidden();
    await expect(page.getByRole("toolbar", { name: "Nodes to add" })).toBeHidden();
    const panel = await editor.open("Greeting");
    await expect(panel.field("Value").first()).not.toBeEditable();
    await panel.close();
    await editor.canvas.press("Delete");
    await expect(editor.node("Greeting")).toBeVisible();
    await page.goto(`${towpath.url}/flows`);
    await expect(page.getByRole("link", { name: "Welcome" })).toBeVisible();
    await expect(page.getByRole("button", { name: "New flow" })).toBeHidden();
    await page.goto(`${towpath.url}/settings/tokens`);
    await expect(page.getByText("There is no such setting")).toBeVisible();
  });

  await test.step("the server refuses a viewer whatever the screen shows", async () => {
    const viewer = await Client.signIn(towpath, cleo);
    const { revision, document } = await viewer.must("GET", `W/flows/${flow}`);
    expect((await viewer.ask("PUT", `W/flows/${flow}/draft`, { revision, document })).status).toBe(403);
    expect((await viewer.ask("POST", `W/flows/${flow}/publish`, { revision })).status).toBe(403);
    expect((await viewer.ask("POST", `W/flows/${flow}/runs`, {})).status).toBe(403);
    expect((await viewer.ask("GET", "W/tokens")).status).toBe(403);
  });

  await test.step("an editor builds, and does not manage", async () => {
    await page.context().clearCookies();
    await signIn(page, towpath, ben);
    await page.goto(`${towpath.url}/flows/${flow}`);
    await editor.publish();
    await page.goto(`${towpath.url}/settings/members`);
    await expect(page.getByRole("listitem").filter({ hasText: ada.email })).toBeVisible();
    await expect(page.getByRole("button", { name: "Add a member" })).toBeHidden();
    await expect(page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name: "API tokens" })).toBeHidden();
    const asEditor = await Client.signIn(towpath, ben);
    expect((await asEditor.ask("GET", "W/tokens")).status).toBe(403);
    expect((await asEditor.ask("POST", "W/members", { ...cleo, role: "owner" })).status).toBe(403);
    expect((await asEditor.ask("POST", "W/credentials", { name: "x", kind: "smtp", fields: { host: "x" } })).status).toBe(403);
  });

  await test.step("another workspace looks like none", async () => {
    const other = await client.must("POST", "/api/v1/workspaces", { name: "Other", time_zone: "UTC" });
    const asEditor = await Client.signIn(towpath, ben);
    expect((await asEditor.ask("GET", `/api/v1/workspaces/${other.id}/flows`)).status).toBe(404);
    expect((await asEditor.ask("GET", `/api/v1/workspaces/${other.id}/flows/${flow}`)).status).toBe(404);
    expect((await client.ask("GET", `/api/v1/workspaces/${other.id}/flows/${flow}`)).status).toBe(404);
  });
});

// @vitest-environment happy-dom
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";
import { allActions } from "@/lib/actions";
import { renderApp } from "@/test/app";
import { aFlow, page, WORKSPACE } from "@/test/server";
import { keepEarlyKeys, openOverlay } from "../shell/overlay";

afterEach(() => openOverlay(undefined));

const ANSWERS = { [`GET ${WORKSPACE}/flows`]: page(aFlow({ id: "flow_7", name: "Lead router" })) };

async function openPalette() {
  const app = renderApp("/settings/about", ANSWERS);
  await screen.findByRole("heading", { name: "Settings" });
  const [search] = await screen.findAllByRole("button", { name: /^Search/ });
  if (search) await userEvent.click(search);
  return { ...app, field: await screen.findByRole("combobox") };
}

test("an action is found by a few letters and performed with Enter", async () => {
  const { router, field } = await openPalette();
  await userEvent.type(field, "failed runs{Enter}");
  await waitFor(() => expect(router.location.pathname).toBe("/runs"));
  expect(router.location.search).toEqual({ status: ["failed", "in_doubt"] });
  expect(screen.queryByRole("combobox")).toBeNull();
});

test("a flow is found by its name", async () => {
  const { field } = await openPalette();
  await userEvent.type(field, "zzz");
  expect((await screen.findAllByRole("option")).map((entry) => entry.textContent)).toEqual([
    "Lead router",
  ]);
});

test("the arrows choose, and go round", async () => {
  const { field } = await openPalette();
  await screen.findByRole("option", { name: "Lead router" });
  await userEvent.type(field, "{ArrowUp}");
  const options = screen.getAllByRole("option");
  expect(options.at(-1)?.getAttribute("aria-selected")).toBe("true");
  expect(field.getAttribute("aria-activedescendant")).toBe(options.at(-1)?.id);
});

test("the shortcuts of the page are listed and can be searched", async () => {
  renderApp("/settings/about", ANSWERS);
  await waitFor(() => expect(allActions()).not.toHaveLength(0));
  await userEvent.keyboard("?");
  await screen.findByRole("dialog", { name: "Keyboard shortcuts" });
  await userEvent.type(screen.getByLabelText("Search shortcuts"), "go to runs");
  expect(screen.getAllByRole("term").map((term) => term.textContent)).toEqual(["Go to Runs"]);
});

test("keys one after the other go to a place", async () => {
  const { router } = renderApp("/settings/about", ANSWERS);
  await waitFor(() => expect(allActions()).not.toHaveLength(0));
  await userEvent.keyboard("gf");
  await waitFor(() => expect(router.location.pathname).toBe("/flows"));
});

test("what is typed before the palette has been loaded goes into it", async () => {
  keepEarlyKeys();
  renderApp("/settings/about", ANSWERS);
  await userEvent.keyboard("{Control>}k{/Control}lead");
  const field = await screen.findByRole("combobox");
  expect((field as HTMLInputElement).value).toBe("lead");
});

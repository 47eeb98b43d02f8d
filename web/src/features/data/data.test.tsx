// @vitest-environment happy-dom
// The pages about data with something in them, and with nothing.
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { renderApp } from "@/test/app";
import { page, WORKSPACE } from "@/test/server";

const TABLE = {
  id: "table_1",
  name: "Customers",
  columns: [
    { place: 0, name: "email", kind: "text", indexed: true },
    { place: 1, name: "vip", kind: "boolean", indexed: false },
  ],
  rows: 2,
  rows_most: 100_000,
  size_bytes: 20,
  size_most_bytes: 1_000,
  created_at: 0,
  updated_at: 0,
};
const VARIABLE = {
  id: "var_1",
  scope: "flow",
  flow: "flow_1",
  flow_name: "Welcome",
  name: "last_order",
  value: 4711,
  description: "",
  created_at: 0,
  updated_at: 0,
  by_run: true,
};

test("variables can be made, and are sent as what they are", async () => {
  const { asked } = renderApp("/data/variables", {
    [`GET ${WORKSPACE}/variables`]: page(),
    [`POST ${WORKSPACE}/variables`]: VARIABLE,
  });
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "New variable" }));
  await user.type(screen.getByLabelText("Name"), "limit");
  await user.click(screen.getByText("Number"));
  await user.type(screen.getByLabelText("Value"), "x");
  await user.click(screen.getByText("Create"));
  expect(await screen.findByText("This is not a number.")).toBeTruthy();
  await user.clear(screen.getByLabelText("Value"));
  await user.type(screen.getByLabelText("Value"), "12.5");
  await user.click(screen.getByText("Create"));
  await waitFor(() => expect(asked.some(({ method }) => method === "POST")).toBe(true));
  const { body } = asked.find(({ method }) => method === "POST") ?? {};
  expect(body).toEqual({ name: "limit", value: 12.5, description: "", scope: "workspace" });
});

test("variables say whose they are and who changed them", async () => {
  renderApp("/data/variables", { [`GET ${WORKSPACE}/variables`]: page(VARIABLE) });
  const row = (await screen.findByText("4711")).closest("tr");
  expect(row?.textContent).toContain("Welcome");
  expect(row?.textContent).toContain("by a run");
});

test("a table shows its rows, and cells are changed with the keyboard", async () => {
  const row = (id: number, email: string | null, vip: boolean | null) => ({
    id,
    createdAt: "2026-01-01T00:00:00.000Z",
    updatedAt: "2026-01-01T00:00:00.000Z",
    email,
    vip,
  });
  const { asked } = renderApp("/data/tables/table_1", {
    [`GET ${WORKSPACE}/tables/table_1`]: TABLE,
    [`GET ${WORKSPACE}/tables/table_1/rows`]: {
      items: [row(1, "ada@example.com", true), row(2, null, null)],
      total: 2,
    },
    [`PATCH ${WORKSPACE}/tables/table_1/rows/1`]: row(1, "bob@example.com", true),
    [`PATCH ${WORKSPACE}/tables/table_1/rows/2`]: row(2, null, true),
  });
  const user = userEvent.setup();
  const grid = await screen.findByRole("grid", { name: "Rows of Customers" });
  await within(grid).findByText("ada@example.com");
  grid.focus();
  await user.keyboard("{ArrowRight}{Enter}");
  const field = await within(grid).findByRole("textbox", { name: "email, new value" });
  await user.clear(field);
  await user.type(field, "bob@example.com{Enter}");
  const sent = () =>
    asked.filter(({ method }) => method === "PATCH").map(({ url, body }) => [url, body]);
  await waitFor(() => expect(sent()).toHaveLength(1));
  expect(sent()[0]).toEqual([
    `/api/v1${WORKSPACE}/tables/table_1/rows/1`,
    { cells: { email: "bob@example.com" } },
  ]);
  // Enter went on to the next row; a yes or no is changed at once.
  await user.keyboard("{ArrowRight}{Enter}");
  await waitFor(() => expect(sent()).toHaveLength(2));
  expect(sent()[1]?.[1]).toEqual({ cells: { vip: true } });
});

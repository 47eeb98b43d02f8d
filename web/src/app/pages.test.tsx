// @vitest-environment happy-dom
// Each page in the states that matter: loading, nothing there, refused, and full.
import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import { emptyFlow } from "@/graph";
import { renderApp } from "@/test/app";
import { aFlow, aRun, ME, page, WORKSPACE } from "@/test/server";

const FLOWS = `GET ${WORKSPACE}/flows`;
const RUNS = `GET ${WORKSPACE}/runs`;

test.each([
  ["/", FLOWS, "Loading what happened"],
  ["/flows", FLOWS, "Loading flows"],
  ["/runs", RUNS, "Loading runs"],
  ["/data/tables", `GET ${WORKSPACE}/tables`, "Loading tables"],
  ["/data/tables/table_1", `GET ${WORKSPACE}/tables/table_1`, "Loading the table"],
  ["/data/variables", `GET ${WORKSPACE}/variables`, "Loading variables"],
  ["/settings/members", `GET ${WORKSPACE}/members`, "Loading members"],
  ["/settings/tokens", `GET ${WORKSPACE}/tokens`, "Loading tokens"],
  ["/settings/audit", `GET ${WORKSPACE}/audit`, "Loading the audit log"],
])("%s says that it is loading", async (path, request, label) => {
  renderApp(path, { [request]: "never" });
  expect(await screen.findByRole("status", { name: label })).toBeTruthy();
});

test.each([
  ["/", FLOWS],
  ["/flows", FLOWS],
  ["/runs", RUNS],
  ["/data/tables", `GET ${WORKSPACE}/tables`],
  ["/data/tables/table_1", `GET ${WORKSPACE}/tables/table_1`],
  ["/data/variables", `GET ${WORKSPACE}/variables`],
  ["/settings/members", `GET ${WORKSPACE}/members`],
  ["/settings/tokens", `GET ${WORKSPACE}/tokens`],
  ["/settings/audit", `GET ${WORKSPACE}/audit`],
])("%s says what happened, why and what to do", async (path, request) => {
  renderApp(path, { [request]: 503 });
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toContain("Refused with 503");
  expect(alert.textContent).toContain("The test says so.");
  expect(alert.textContent).toContain("Ask the test.");
  expect(screen.getByRole("button", { name: "Try again" })).toBeTruthy();
});

describe("home", () => {
  test("shows the way to the first flow before there is one", async () => {
    renderApp("/");
    expect(await screen.findByText("Nothing runs yet.", { exact: false })).toBeTruthy();
    expect(await screen.findByText("0 of 4 done")).toBeTruthy();
  });

  test("lists failed runs, but not failed tests", async () => {
    const error = { node: "n", node_name: "Send mail", message: "no such address" };
    renderApp("/", {
      [FLOWS]: page(aFlow()),
      [RUNS]: page(
        aRun({ id: "run_1", status: "failed", error }),
        aRun({ id: "run_2", status: "failed", mode: "test", error }),
      ),
    });
    expect(await screen.findByText("Send mail: no such address")).toBeTruthy();
    expect(screen.getByText("1 run of this week needs a look.", { exact: false })).toBeTruthy();
  });
});

describe("flows", () => {
  const sample = {
    id: "hello",
    title: "Say hello",
    summary: "Answers with a greeting.",
    document: { format: "towpath.flow" },
  };

  test("an empty workspace offers a flow that works", async () => {
    const { asked, router } = renderApp("/flows", {
      "GET /samples": { items: [sample] },
      [`POST ${WORKSPACE}/flows`]: { ...aFlow({ id: "flow_9" }), document: sample.document },
    });
    await userEvent.click(await screen.findByRole("button", { name: "Try a flow that works" }));
    await waitFor(() => expect(router.location.pathname).toBe("/flows/flow_9"));
    const made = asked.find(({ method }) => method === "POST");
    expect(made?.body).toEqual({ name: "Say hello", document: sample.document });
  });

  test("a filter without answers can be cleared", async () => {
    const { router } = renderApp("/flows?state=paused");
    await userEvent.click(await screen.findByRole("button", { name: "Show all flows" }));
    await waitFor(() => expect(router.location.search).toEqual({}));
  });

  test("shows state, health and what is in progress", async () => {
    renderApp("/flows", { [FLOWS]: page(aFlow()) });
    const row = (await screen.findByRole("link", { name: "Welcome new customers" })).closest("tr");
    expect(row?.textContent).toContain("Live");
    expect(row?.textContent).toContain("99 %");
    expect(row?.textContent).toContain("99 of 100 succeeded");
  });

  test("a viewer can look, not build", async () => {
    const workspaces = ME.workspaces.map((entry) => ({ ...entry, role: "viewer" }));
    renderApp("/flows", { "GET /session": { ...ME, workspaces }, [FLOWS]: page(aFlow()) });
    await screen.findByRole("link", { name: "Welcome new customers" });
    expect(screen.queryByRole("button", { name: "New flow" })).toBeNull();
    expect(screen.queryByRole("button", { name: /Actions for/ })).toBeNull();
  });
});

describe("runs", () => {
  test("before the first run the page says how to get one", async () => {
    renderApp("/runs");
    expect(await screen.findByText("Nothing has run yet")).toBeTruthy();
  });

  test("the filter of the address is asked for and can be changed", async () => {
    const { asked, router } = renderApp('/runs?status=["failed"]&mode=webhook', {
      [RUNS]: page(aRun()),
    });
    await screen.findByRole("table", { name: "Runs" });
    expect(asked.some(({ url }) => url.includes("status=failed&mode=webhook"))).toBe(true);
    await userEvent.click(screen.getByRole("button", { name: "In progress" }));
    await waitFor(() =>
      expect(router.location.search).toEqual({
        status: ["queued", "running", "waiting", "paused"],
        mode: "webhook",
      }),
    );
  });
});

test("the page of a run shows what the flow saved on it", async () => {
  renderApp("/runs/run_1", {
    "GET /kinds": { items: [] },
    [`GET ${WORKSPACE}/runs/run_1`]: {
      ...aRun(),
      asked: null,
      document: emptyFlow("Orders"),
      steps: [],
      steps_total: 0,
      steps_left_out: 0,
      edges: {},
      nodes: {},
      messages: [],
      notes: { order: "A-7", customer: "Ada" },
      correlation_id: null,
    },
  });
  const facts = await screen.findByText("order=A-7");
  expect(facts.closest("dl")?.textContent).toContain("customer=Ada");
});

describe("settings", () => {
  test("a new token is shown once, to be copied", async () => {
    const token = { id: "t", name: "Shop", scopes: ["runs:write"], created_at: 0 };
    const made = { ...token, last_used_at: null, expires_at: null, token: "towpath_secret" };
    const { asked } = renderApp("/settings/tokens", {
      [`GET ${WORKSPACE}/tokens`]: page(),
      [`POST ${WORKSPACE}/tokens`]: made,
    });
    await userEvent.click(await screen.findByRole("button", { name: "New token" }));
    await userEvent.type(screen.getByLabelText("Name"), "Shop");
    await userEvent.click(screen.getByRole("button", { name: "Create" }));
    expect(await screen.findByText("towpath_secret")).toBeTruthy();
    const sent = asked.find(({ method }) => method === "POST")?.body;
    expect(sent).toMatchObject({ name: "Shop", scopes: ["runs:write"] });
    await userEvent.click(screen.getByRole("button", { name: "I have copied it" }));
    expect(screen.queryByText("towpath_secret")).toBeNull();
  });

  test("a viewer sees no tokens and no audit log", async () => {
    const workspaces = ME.workspaces.map((entry) => ({ ...entry, role: "viewer" }));
    renderApp("/settings/workspace", { "GET /session": { ...ME, workspaces } });
    await screen.findByRole("heading", { name: "Settings" });
    expect(screen.queryByRole("link", { name: "API tokens" })).toBeNull();
    expect(screen.queryByRole("link", { name: "Audit log" })).toBeNull();
  });
});

test("an address nothing is at says so", async () => {
  renderApp("/nowhere");
  expect(await screen.findByText("Nothing is at this address")).toBeTruthy();
});

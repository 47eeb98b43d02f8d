// @vitest-environment happy-dom
// The tests of a flow in the states that matter.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import type { FlowTestResult, SavedFlowTest } from "@/api/types";
import { flowOf, KINDS } from "@/graph/fixtures";
import { type Answers, aFlow, page, serve, WORKSPACE } from "@/test/server";
import { Autosave } from "../autosave";
import { type Bench, BenchContext } from "../bench";
import { Editor } from "../editor";
import { EditorStoreContext } from "../store";
import { TestsDialog } from "./TestsDialog";

const FLOW = `${WORKSPACE}/flows/flow_1`;
const TESTS = `GET ${FLOW}/tests`;
const RUN = `POST ${FLOW}/tests/run`;

const SAVED: SavedFlowTest = {
  id: "test_1",
  test: {
    name: "A VIP is called",
    items: [{ vip: true }],
    expectations: [{ node: "step1", that: "equals", path: "called", value: true }],
  },
  created_at: 0,
  updated_at: 0,
};
const FAILED: FlowTestResult = {
  id: "test_1",
  name: "A VIP is called",
  passed: false,
  verdicts: [
    { passed: true, message: "The run succeeds." },
    {
      node: "step1",
      passed: false,
      message: "`called` of item 1 of “step1” is another one than expected.",
      expected: true,
      actual: false,
    },
  ],
  given: {},
  withheld: [],
};

function open(answers: Answers = {}, mayEdit = true) {
  const asked = serve({
    [TESTS]: page(SAVED),
    [`GET ${FLOW}/samples`]: { nodes: {} },
    [RUN]: { passed: false, items: [FAILED] },
    ...answers,
  });
  const detail = {
    ...aFlow(),
    document: flowOf("start -> step1"),
    revision: 1,
    problems: [],
    draft_by: null,
    base: null,
    triggers: [],
  };
  const editor = new Editor({ detail, kinds: KINDS, mayEdit });
  const none = () => Promise.reject(new Error("nothing is saved here"));
  const bench: Bench = {
    workspace: "ws_1",
    flow: "flow_1",
    editor,
    autosave: new Autosave(editor, { save: none, load: none }),
    operations: [],
    runs: {} as Bench["runs"],
    view: () => undefined,
  };
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={queryClient}>
      <BenchContext value={bench}>
        <EditorStoreContext value={editor.store}>
          <TestsDialog onClose={vi.fn()} />
        </EditorStoreContext>
      </BenchContext>
    </QueryClientProvider>,
  );
  return { asked, editor };
}

test("says that it is loading", async () => {
  open({ [TESTS]: "never" });
  expect(await screen.findByRole("status", { name: "Loading the tests" })).toBeTruthy();
});

test("says what went wrong", async () => {
  open({ [TESTS]: 503 });
  expect((await screen.findByRole("alert")).textContent).toContain("Refused with 503");
});

test("says what tests are for where there is none", async () => {
  open({ [TESTS]: page() });
  expect(await screen.findByText("No tests yet")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Run all" })).toBeNull();
});

test("plays all and says which failed and why", async () => {
  open();
  await userEvent.click(await screen.findByRole("button", { name: "Run all" }));
  expect(await screen.findByText("1 of 1 test fail")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: /A VIP is called/ }));
  const result = screen.getByRole("region", { name: "Result" });
  expect(within(result).getByRole("region", { name: "Expected" }).textContent).toBe("true");
  expect(within(result).getByRole("region", { name: "Came" }).textContent).toBe("false");
});

test("an expectation is added, tried and saved", async () => {
  const { asked } = open({ [`PUT ${FLOW}/tests/test_1`]: SAVED });
  await userEvent.click(await screen.findByRole("button", { name: /A VIP is called/ }));
  await userEvent.click(screen.getByRole("button", { name: "Expect something" }));
  const added = screen.getByRole("group", { name: "Expectation 2" });
  await userEvent.selectOptions(within(added).getByLabelText("It"), "does_not_run");
  await userEvent.click(screen.getByRole("button", { name: "Run" }));
  await screen.findByRole("region", { name: "Result" });
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(asked.some(({ method }) => method === "PUT")).toBe(true));
  const wanted = [...(SAVED.test.expectations ?? []), { node: "step1", that: "does_not_run" }];
  expect(asked.find(({ url }) => url.endsWith("/run"))?.body).toEqual({
    unsaved: { ...SAVED.test, expectations: wanted },
  });
  expect(asked.find(({ method }) => method === "PUT")?.body).toMatchObject({
    expectations: wanted,
  });
});

test("a block is given an answer", async () => {
  const { asked } = open({ [`POST ${FLOW}/tests`]: SAVED, [TESTS]: page() });
  await userEvent.click(await screen.findByRole("button", { name: "New test" }));
  await userEvent.type(screen.getByLabelText("Name"), "Down");
  await userEvent.selectOptions(screen.getByLabelText("Give a block an answer"), "step1");
  await userEvent.selectOptions(screen.getByLabelText("step1"), "fails");
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(asked.some(({ method }) => method === "POST")).toBe(true));
  expect(asked.find(({ method }) => method === "POST")?.body).toMatchObject({
    name: "Down",
    mocks: { step1: { answer: "failure" } },
  });
});

test("people who may only look change nothing", async () => {
  open({}, false);
  await userEvent.click(await screen.findByRole("button", { name: /A VIP is called/ }));
  expect(screen.queryByRole("button", { name: "Save" })).toBeNull();
  expect(screen.queryByRole("button", { name: "Run" })).toBeNull();
});

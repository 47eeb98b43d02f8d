// @vitest-environment happy-dom
// The versions of a flow in the states that matter; the drawings are the canvas's own matter.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import type { FlowDetail, FlowDocument, FlowVersion } from "@/api/types";
import { flowOf, KINDS } from "@/graph/fixtures";
import { type Answers, aFlow, ME, page, serve, WORKSPACE } from "@/test/server";
import { Autosave } from "../autosave";
import { type Bench, BenchContext } from "../bench";
import { Editor } from "../editor";
import { EditorStoreContext } from "../store";
import { VersionsPage } from "./VersionsPage";

vi.mock("./Drawing", () => ({
  Drawing: ({ names }: { names: { before: string; after: string } }) => (
    <p>{`Drawn: ${names.before}, ${names.after}`}</p>
  ),
}));

const FLOW = `${WORKSPACE}/flows/flow_1`;
const VERSIONS = `GET ${FLOW}/versions`;
const DIFF = `GET ${FLOW}/diff`;
const OLD = flowOf("start -> step1");
const NEW = flowOf("start -> step1 -> step2");

function aVersion(number: number, change: Partial<FlowVersion> = {}): FlowVersion {
  return {
    id: `ver_${number}`,
    number,
    note: `Note ${number}`,
    published_at: Date.UTC(2026, 0, number),
    published_by: { id: "user_1", name: "Ada Lindqvist" },
    current: number === 2,
    tags: [],
    ...change,
  };
}

const detailOf = (document: FlowDocument, change: Partial<FlowDetail> = {}): FlowDetail => ({
  ...aFlow({ version: 2, draft_changed: true }),
  document,
  revision: 5,
  draft_by: ME.user,
  base: 2,
  problems: [],
  triggers: [],
  ...change,
});

const ANSWERS: Answers = {
  "GET /kinds": { items: [] },
  "GET /session": ME,
  [`GET ${FLOW}/drafts`]: { version: 2, items: [] },
  [VERSIONS]: page(aVersion(2), aVersion(1, { tags: ["stable"] })),
  [`GET ${FLOW}/versions/1`]: { ...aVersion(1), document: OLD },
  [`GET ${FLOW}/versions/2`]: { ...aVersion(2), document: OLD },
  [DIFF]: {
    changes: [
      { kind: "added", what: "node", id: "step2", name: "step2", fields: [] },
      {
        kind: "changed",
        what: "node",
        id: "step1",
        name: "step1",
        fields: [{ path: "timeout_ms", before: null, after: 5_000 }],
      },
    ],
  },
};

function open(answers: Answers = {}, mayEdit = true) {
  const asked = serve({ ...ANSWERS, ...answers });
  const editor = new Editor({ detail: detailOf(NEW), kinds: KINDS, mayEdit });
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
  // A refusal is shown at once instead of being tried again for seconds.
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const onClose = vi.fn();
  render(
    <QueryClientProvider client={queryClient}>
      <BenchContext value={bench}>
        <EditorStoreContext value={editor.store}>
          <VersionsPage onClose={onClose} />
        </EditorStoreContext>
      </BenchContext>
    </QueryClientProvider>,
  );
  return { asked, editor, onClose };
}

test("says that it is loading", async () => {
  open({ [VERSIONS]: "never" });
  expect(await screen.findByRole("status", { name: "Loading the versions" })).toBeTruthy();
});

test("says what went wrong, and tries again", async () => {
  const { asked } = open({ [VERSIONS]: 503 });
  expect((await screen.findByRole("alert")).textContent).toContain("Refused with 503");
  const before = asked.length;
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  await waitFor(() => expect(asked.length).toBeGreaterThan(before));
});

test("leads to the first publication where there is none", async () => {
  const { editor } = open({ [VERSIONS]: page() });
  await userEvent.click(await screen.findByRole("button", { name: "Publish the first version" }));
  expect(editor.state.dialog).toEqual({ type: "publish" });
});

test("begins with what the draft changes, in a sentence and by field", async () => {
  open();
  expect(await screen.findByText("Added step2; changed the time limit of step1.")).toBeTruthy();
  expect(screen.getByText("Drawn: Version 2, Your draft")).toBeTruthy();
  const list = screen.getByRole("region", { name: "What differs" });
  expect(within(list).getByText("Time limit")).toBeTruthy();
  expect(within(list).getByText("5000")).toBeTruthy();
});

test("shows who published what, and compares a version with the one before", async () => {
  const { asked } = open();
  const history = await screen.findByRole("navigation", { name: "History" });
  expect(within(history).getAllByText(/by Ada Lindqvist/)).toHaveLength(2);
  await userEvent.click(within(history).getByRole("button", { name: /^Version 2/ }));
  expect(await screen.findByText("Drawn: Version 1, Version 2")).toBeTruthy();
  expect(asked.some(({ url }) => url.includes("from=1&to=2"))).toBe(true);
  await userEvent.selectOptions(screen.getByLabelText("Compare with"), "nothing");
  expect(await screen.findByText("Drawn: Version 2, Version 2")).toBeTruthy();
  expect(screen.queryByRole("region", { name: "What differs" })).toBeNull();
});

test("a comparison that fails says so beside the history", async () => {
  open({ [DIFF]: 503 });
  expect((await screen.findByRole("alert")).textContent).toContain("Refused with 503");
  expect(screen.getByRole("navigation", { name: "History" })).toBeTruthy();
});

test("adds and removes tags", async () => {
  const { asked } = open({ [`PUT ${FLOW}/versions/1/tags`]: aVersion(1) });
  await userEvent.click(await screen.findByRole("button", { name: /^Version 1/ }));
  await userEvent.click(screen.getByRole("button", { name: "Tag" }));
  await userEvent.type(screen.getByRole("textbox", { name: "New tag" }), "autumn{Enter}");
  const bodies = () => asked.filter(({ method }) => method === "PUT").map(({ body }) => body);
  await waitFor(() => expect(bodies()).toEqual([{ tags: ["stable", "autumn"] }]));
  const remove = screen.getByRole("button", { name: "Remove the tag stable" });
  await waitFor(() => expect((remove as HTMLButtonElement).disabled).toBe(false));
  await userEvent.click(remove);
  await waitFor(() => expect(bodies().at(-1)).toEqual({ tags: [] }));
});

test("brings a version back after asking, as a step one can take back", async () => {
  const restored = detailOf(OLD, { revision: 6 });
  const { editor, onClose } = open({ [`POST ${FLOW}/versions/1/restore`]: restored });
  await userEvent.click(await screen.findByRole("button", { name: /^Version 1/ }));
  await userEvent.click(screen.getByRole("button", { name: "Bring this version back" }));
  expect(editor.state.document.nodes).toHaveLength(3);
  await userEvent.click(screen.getByRole("button", { name: "Bring it back" }));
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(editor.state.document.nodes.map(({ id }) => id)).toEqual(["start", "step1"]);
  expect(editor.state.save.kind).toBe("saved");
  expect(editor.state.saved.revision).toBe(6);
  editor.undo();
  expect(editor.state.document.nodes).toHaveLength(3);
  expect(editor.state.save.kind).toBe("unsaved");
});

test("people who may only look change nothing", async () => {
  open({}, false);
  await userEvent.click(await screen.findByRole("button", { name: /^Version 1/ }));
  expect(screen.queryByRole("button", { name: "Bring this version back" })).toBeNull();
  expect(screen.queryByRole("button", { name: "Tag" })).toBeNull();
  expect(screen.getAllByText("stable").length).toBeGreaterThan(0);
});

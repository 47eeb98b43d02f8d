// @vitest-environment happy-dom
// A workflow of n8n that is pasted: told what it becomes, then added with what was pinned.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { flowOf, KINDS } from "@/graph/fixtures";
import { type Answer, aFlow, serve, WORKSPACE } from "@/test/server";
import { Autosave } from "./autosave";
import { BringDialog } from "./BringDialog";
import { type Bench, BenchContext } from "./bench";
import { isForeign } from "./clipboard";
import { Editor } from "./editor";
import { EditorStoreContext } from "./store";

const TEXT = '{"nodes": [], "connections": {}}';
const PREVIEW = `POST ${WORKSPACE}/import/n8n/preview`;
const finding = {
  weight: "blocking",
  code: "credential",
  node: "step9",
  field: null,
  message: "Its credential stayed in n8n.",
  hint: "Choose one here.",
};
const REPORT = {
  nodes: 2,
  nodes_complete: 1,
  nodes_partial: 1,
  nodes_unknown: 0,
  findings: [finding],
};

function open(answer: Answer) {
  serve({ [PREVIEW]: answer });
  const document = flowOf("start -> step1");
  const detail = {
    ...aFlow(),
    document,
    revision: 1,
    draft_by: null,
    base: null,
    problems: [],
    triggers: [],
  };
  const editor = new Editor({ detail, kinds: KINDS, mayEdit: true });
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
  render(
    <QueryClientProvider client={new QueryClient()}>
      <BenchContext value={bench}>
        <EditorStoreContext value={editor.store}>
          <BringDialog text={TEXT} onClose={vi.fn()} />
        </EditorStoreContext>
      </BenchContext>
    </QueryClientProvider>,
  );
  return editor;
}

test("a workflow of n8n is told from everything else", () => {
  expect(isForeign(TEXT)).toBe(true);
  expect(isForeign('{"format": "towpath.flow", "nodes": []}')).toBe(false);
  expect(isForeign("nodes connections")).toBe(false);
});

test("it is added as one step, with what was pinned", async () => {
  const document = { ...flowOf("step8 -> step9"), pinned: { step9: [{ n: 1 }] } };
  const editor = open({ document, report: REPORT });
  expect(await screen.findByText("Its credential stayed in n8n.")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Add to this flow" }));
  const { nodes, pinned } = editor.state.document;
  expect(nodes.map(({ name }) => name)).toEqual(["start", "step1", "step8", "step9"]);
  expect(pinned).toEqual({ [nodes[3]?.id ?? ""]: [{ n: 1 }] });
  editor.undo();
  expect(editor.state.document.nodes).toHaveLength(2);
  expect(editor.state.document.pinned).toBeUndefined();
});

test("says that it is reading, and what went wrong", async () => {
  open("never");
  expect(await screen.findByRole("status", { name: "Reading the workflow" })).toBeTruthy();
  open(422);
  expect((await screen.findByRole("alert")).textContent).toContain("Refused with 422");
});

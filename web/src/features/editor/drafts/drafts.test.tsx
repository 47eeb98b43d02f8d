// @vitest-environment happy-dom
// Who else has a draft, and what is brought in from it; the drawing is the canvas's own matter.
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { Suspense } from "react";
import { expect, test, vi } from "vitest";
import type { FlowDetail, FlowDocument } from "@/api/types";
import { nodeOf } from "@/graph";
import { flowOf, KINDS } from "@/graph/fixtures";
import { type Answers, aFlow, ME, serve, WORKSPACE } from "@/test/server";
import { Autosave } from "../autosave";
import { type Bench, BenchContext } from "../bench";
import { Editor } from "../editor";
import { EditorStoreContext, hasMovedOn } from "../store";
import { BringInDialog } from "./BringInDialog";
import OtherDrafts from "./OtherDrafts";
import { savedAt } from "./use-drafts";

const FLOW = `${WORKSPACE}/flows/flow_1`;
const BASE = flowOf("start -> step1 -> step2");
const BEN = { id: "user_2", name: "Ben" };

const changed = (document: FlowDocument, id: string, note: string): FlowDocument => ({
  ...document,
  nodes: document.nodes.map((node) => (node.id === id ? { ...node, note } : node)),
});
const change = (id: string, note: string) => ({
  kind: "changed",
  what: "node",
  id,
  name: id,
  fields: [{ path: "note", before: null, after: note }],
});

function set(
  mine: FlowDocument,
  detail: Partial<FlowDetail>,
  answers: Answers,
  part: React.ReactNode,
) {
  const asked = serve({ "GET /session": ME, ...answers });
  const editor = new Editor({
    detail: {
      ...aFlow({ version: 2 }),
      document: mine,
      revision: 5,
      draft_by: ME.user,
      base: 1,
      problems: [],
      triggers: [],
      ...detail,
    },
    kinds: KINDS,
    mayEdit: true,
    me: ME.user,
  });
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
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={client}>
      <BenchContext value={bench}>
        <EditorStoreContext value={editor.store}>
          <Suspense>{part}</Suspense>
        </EditorStoreContext>
      </BenchContext>
    </QueryClientProvider>,
  );
  return { asked, editor };
}

const draftOf = (person: { id: string; name: string }, base: number | null = 2) => ({
  person,
  base,
  revision: 7,
  updated_at: new Date().setHours(10, 12, 0, 0),
});

test("says who else has changed the flow, and leads to what they changed", async () => {
  const { editor } = set(
    BASE,
    { base: 2 },
    { [`GET ${FLOW}/drafts`]: { version: 2, items: [draftOf(BEN), draftOf(ME.user)] } },
    <OtherDrafts />,
  );
  const button = await screen.findByRole("button", {
    name: "Ben has unpublished changes from 10:12",
  });
  await userEvent.click(button);
  await userEvent.click(screen.getByRole("button", { name: "Look at the draft of Ben" }));
  expect(editor.state.dialog).toEqual({ type: "versions", side: "user_2" });
});

test("says nothing where nobody else has", async () => {
  const { asked } = set(
    BASE,
    { base: 2 },
    { [`GET ${FLOW}/drafts`]: { version: 2, items: [draftOf(ME.user)] } },
    <OtherDrafts />,
  );
  await vi.waitFor(() => expect(asked.some(({ url }) => url.endsWith("/drafts"))).toBe(true));
  expect(screen.queryByRole("button")).toBeNull();
});

test("names the day of what is older", () => {
  const now = new Date(2026, 10, 21, 9, 0).getTime();
  expect(savedAt(new Date(2026, 10, 21, 8, 5).getTime(), now)).toBe("08:05");
  expect(savedAt(new Date(2026, 10, 20, 8, 5).getTime(), now)).toBe("20 Nov, 08:05");
});

const PUBLISHED: Answers = {
  [`GET ${FLOW}/versions/1`]: { number: 1, document: BASE },
  [`GET ${FLOW}/versions/2`]: {
    number: 2,
    document: changed(changed(BASE, "step1", "theirs"), "step2", "theirs"),
  },
  [`GET ${FLOW}/diff`]: { changes: [change("step1", "theirs"), change("step2", "theirs")] },
};

test("brings in what was published, and asks where both changed the same", async () => {
  const mine = changed(BASE, "step1", "mine");
  const onClose = vi.fn();
  const { editor } = set(mine, {}, PUBLISHED, <BringInDialog from="published" onClose={onClose} />);
  expect(hasMovedOn(editor.state)).toBe(true);
  const choice = await screen.findByRole("group", { name: "Which step1 stays" });
  expect(within(choice).getByRole("button", { pressed: true }).textContent).toBe("Yours");
  expect(screen.queryByRole("group", { name: "Which step2 stays" })).toBeNull();
  await userEvent.click(within(choice).getByRole("button", { name: "Version 2" }));
  await userEvent.click(screen.getByRole("button", { name: "Bring it in" }));
  expect(nodeOf(editor.state.document, "step1")?.note).toBe("theirs");
  expect(nodeOf(editor.state.document, "step2")?.note).toBe("theirs");
  expect(onClose).toHaveBeenCalled();
  expect(hasMovedOn(editor.state)).toBe(false);

  editor.undo();
  expect(nodeOf(editor.state.document, "step1")?.note).toBe("mine");
  expect(hasMovedOn(editor.state)).toBe(true);
  editor.redo();
  expect(hasMovedOn(editor.state)).toBe(false);
});

test("takes the draft of another over without losing what is one's own", async () => {
  const theirs = { ...draftOf(BEN, 1), document: changed(BASE, "step2", "his") };
  const { editor } = set(
    changed(BASE, "step1", "mine"),
    { version: 1 },
    {
      ...PUBLISHED,
      [`GET ${FLOW}/drafts/user_2`]: theirs,
      [`GET ${FLOW}/diff`]: { changes: [change("step2", "his")] },
    },
    <BringInDialog from="user_2" onClose={() => {}} />,
  );
  await userEvent.click(await screen.findByRole("button", { name: "Take it over" }));
  expect(nodeOf(editor.state.document, "step1")?.note).toBe("mine");
  expect(nodeOf(editor.state.document, "step2")?.note).toBe("his");
  expect(editor.state.base).toBe(1);
});

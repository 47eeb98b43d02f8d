import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiProblem } from "@/api/problem";
import type { FlowDetail, FlowDocument } from "@/api/types";
import { edgesInto, edgesOutOf, type Kind, nodeOf } from "@/graph";
import { flowOf, KINDS, seeded } from "@/graph/fixtures";
import { Autosave } from "./autosave";
import { Editor } from "./editor";

const START = flowOf("start -> fork; fork.yes -> step1; fork.no -> step2");

function detailOf(document: FlowDocument, changes: Partial<FlowDetail> = {}): FlowDetail {
  return {
    id: "flow_1",
    name: document.name,
    description: "",
    state: "draft",
    version: null,
    draft_changed: true,
    updated_at: 0,
    updated_by: null,
    trigger_kinds: [],
    runs: { in_progress: 0, finished_24h: 0, failed_24h: 0 },
    document,
    revision: 1,
    problems: [],
    triggers: [],
    ...changes,
  };
}

function makeEditor(document = START, mayEdit = true) {
  return new Editor({
    detail: detailOf(document),
    kinds: KINDS,
    mayEdit,
    now: () => Date.now(),
    random: seeded(5),
  });
}

const STEP = KINDS.named("step") as Kind;

describe("editor", () => {
  it("adds a node behind a port, at its height, and selects it", () => {
    const editor = makeEditor();
    const id = editor.add(STEP, { from: { node: "step1", port: "main" } }) as string;
    const { document, selected, active } = editor.state;
    expect(edgesInto(document, id).map(({ from }) => from)).toEqual([
      { node: "step1", port: "main" },
    ]);
    expect(nodeOf(document, id)?.position.y).toBe(nodeOf(document, "step1")?.position.y);
    expect([...selected]).toEqual([id]);
    expect(active).toBe(id);
  });

  it("adds a node on an arrow as one step", () => {
    const editor = makeEditor();
    const [edge] = edgesOutOf(START, "start");
    editor.add(STEP, { edge: edge?.id ?? "" });
    expect(edgesOutOf(editor.state.document, "start")[0]?.to.node).not.toBe("fork");
    editor.undo();
    expect(editor.state.document).toEqual(START);
  });

  it("deletes what is selected and forgets it", () => {
    const editor = makeEditor();
    editor.open("fork");
    editor.deleteSelected();
    expect(editor.state.document.edges).toEqual([]);
    expect(editor.state).toMatchObject({ open: undefined, active: undefined, selected: new Set() });
    editor.undo();
    expect(editor.state.document).toEqual(START);
    editor.redo();
    expect(nodeOf(editor.state.document, "fork")).toBeUndefined();
  });

  it("disables all selected nodes unless all are", () => {
    const editor = makeEditor();
    const disabled = () =>
      editor.state.document.nodes.filter((node) => node.disabled).map(({ id }) => id);
    editor.select(["step1"]);
    editor.toggleDisabled();
    editor.select(["step1", "step2"]);
    editor.toggleDisabled();
    expect(disabled()).toEqual(["step1", "step2"]);
    editor.toggleDisabled();
    expect(disabled()).toEqual([]);
  });

  it("duplicates with the arrows between", () => {
    const editor = makeEditor();
    editor.select(["fork", "step1"]);
    editor.duplicateSelected();
    expect(editor.state.document.nodes).toHaveLength(6);
    expect(editor.state.document.edges).toHaveLength(4);
    expect(editor.state.selected.size).toBe(2);
  });

  it("drags nodes on the grid as one step", () => {
    const editor = makeEditor();
    editor.drag(new Map([["step1", { x: 5, y: 5 }]]));
    expect(editor.state.document).toEqual(START);
    editor.drop(new Map([["step1", { x: 33, y: 50 }]]));
    expect(nodeOf(editor.state.document, "step1")?.position).toEqual({ x: 32, y: 48 });
    editor.undo();
    expect(editor.state.document).toEqual(START);
  });

  it("the panel follows the selection, but does not open by it", () => {
    const editor = makeEditor();
    editor.select(["step1"]);
    expect(editor.state.open).toBeUndefined();
    editor.open("step1");
    editor.select(["step2"]);
    expect(editor.state.open).toBe("step2");
  });

  it("shows own problems at once and drops those of what is gone", () => {
    const editor = makeEditor();
    const problem = {
      severity: "error",
      code: "parameter_missing",
      message: "m",
      hint: "h",
      node: "step1",
    } as const;
    editor.setSaved(editor.state.document, 2, [problem]);
    expect(editor.state.problems.get("step1")).toEqual([problem]);
    editor.connect({ node: "step2", port: "main" }, { node: "fork", port: "main" });
    expect(editor.state.allProblems.map(({ code }) => code)).toEqual([
      "parameter_missing",
      "cycle",
    ]);
    editor.undo();
    editor.perform({ type: "remove", nodes: ["step1"] });
    expect(editor.state.allProblems).toEqual([]);
  });

  it("changes nothing for people who may only look", () => {
    const editor = makeEditor(START, false);
    editor.add(STEP, {});
    editor.perform({ type: "remove", nodes: ["fork"] });
    expect(editor.state.document).toEqual(START);
  });
});

describe("autosave", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function setUp(save: (revision: number) => Promise<number>) {
    const editor = makeEditor();
    const sent: FlowDocument[] = [];
    const server = { revision: 7 };
    const autosave = new Autosave(editor, {
      save: async ({ document, revision }) => {
        sent.push(document);
        return { revision: await save(revision), problems: [], updated_at: 0 };
      },
      load: async () => detailOf(START, { revision: server.revision }),
    });
    const stop = autosave.start();
    const rename = (name: string) => editor.perform({ type: "set_flow", name });
    return { editor, autosave, sent, stop, rename };
  }
  const refuse = (code: string, status: number) =>
    Promise.reject(new ApiProblem({ title: code, code, status }));

  it("saves once, a moment after the last change", async () => {
    const { editor, sent, rename } = setUp(async (revision) => revision + 1);
    rename("a");
    await vi.advanceTimersByTimeAsync(500);
    rename("ab");
    expect(editor.state.save.kind).toBe("unsaved");
    await vi.advanceTimersByTimeAsync(900);
    expect(sent.map(({ name }) => name)).toEqual(["ab"]);
    expect(editor.state.save.kind).toBe("saved");
    expect(editor.state.saved.revision).toBe(2);
  });

  it("saves within two seconds while somebody keeps typing", async () => {
    const { sent, rename } = setUp(async (revision) => revision + 1);
    for (let count = 0; count < 10; count += 1) {
      rename(`name ${count}`);
      await vi.advanceTimersByTimeAsync(300);
    }
    expect(sent.length).toBeGreaterThanOrEqual(1);
  });

  it("saves what changed while a save was under way", async () => {
    let answer: (revision: number) => void = () => {};
    const { editor, sent, rename } = setUp(() => new Promise((resolve) => (answer = resolve)));
    rename("a");
    await vi.advanceTimersByTimeAsync(900);
    rename("b");
    answer(2);
    await vi.advanceTimersByTimeAsync(900);
    answer(3);
    await vi.advanceTimersByTimeAsync(0);
    expect(sent.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(editor.state.saved.revision).toBe(3);
    expect(editor.state.save.kind).toBe("saved");
  });

  it("tries again until the server answers", async () => {
    let isUp = false;
    const { editor, sent, rename } = setUp((revision) =>
      isUp ? Promise.resolve(revision + 1) : refuse("offline", 0),
    );
    rename("a");
    await vi.advanceTimersByTimeAsync(900);
    expect(editor.state.save.kind).toBe("offline");
    isUp = true;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(editor.state.save.kind).toBe("saved");
    expect(sent).toHaveLength(2);
  });

  it("stops when somebody else has saved, and can overwrite", async () => {
    const { editor, autosave, sent, rename } = setUp((revision) =>
      revision === 7 ? Promise.resolve(8) : refuse("draft_changed", 409),
    );
    rename("mine");
    await vi.advanceTimersByTimeAsync(900);
    expect(editor.state.save.kind).toBe("conflict");
    rename("mine too");
    await vi.advanceTimersByTimeAsync(9_000);
    expect(sent).toHaveLength(1);
    await autosave.overwrite();
    expect(editor.state.save.kind).toBe("saved");
    expect(sent.at(-1)?.name).toBe("mine too");
  });

  it("can take what the other saved", async () => {
    const { editor, autosave, rename } = setUp(() => refuse("draft_changed", 409));
    rename("mine");
    await vi.advanceTimersByTimeAsync(900);
    await autosave.reload();
    expect(editor.state.document.name).toBe("Test");
    expect(editor.state.saved.revision).toBe(7);
    expect(autosave.isUnsaved).toBe(false);
  });

  it("saves when the page is left", async () => {
    const { sent, stop, rename } = setUp(async (revision) => revision + 1);
    rename("a");
    stop();
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toHaveLength(1);
  });
});

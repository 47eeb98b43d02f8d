import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiProblem } from "@/api/problem";
import type { FlowDetail, FlowDocument } from "@/api/types";
import { edgesInto, edgesOutOf, type Kind, nodeOf } from "@/graph";
import { flowOf, KINDS, seeded } from "@/graph/fixtures";
import { Autosave } from "./autosave";
import { Editor } from "./editor";
import { keepFolded } from "./folded";
import { makeLoop } from "./structure";
import { UnsavedDraft } from "./unsaved";

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
    draft_by: null,
    base: null,
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

describe("boxes", () => {
  const BOXED = flowOf("start -> loop -> step3; in loop: step1 -> step2");
  const placeIn = (editor: Editor, id: string) => {
    const box = editor.scene.boxes.get(id) ?? { x: 0, y: 0 };
    return { x: box.x + 40, y: box.y + 100 };
  };

  it("take what is dropped on them, and give back what is dragged out, as one step each", () => {
    const editor = makeEditor(flowOf("start -> step1 -> step3; loop"));
    editor.drag(new Map([["step1", placeIn(editor, "loop")]]));
    expect(editor.state.dropBox).toBe("loop");
    editor.drop(new Map([["step1", placeIn(editor, "loop")]]));
    const { document } = editor.state;
    expect(nodeOf(document, "step1")?.parent).toBe("loop");
    expect(edgesInto(document, "loop").map(({ from }) => from.node)).toEqual(["start"]);
    expect(editor.state.dropBox).toBeUndefined();
    editor.undo();
    expect(editor.state.document.nodes.map(({ parent }) => parent)).toEqual(
      Array(4).fill(undefined),
    );
    editor.redo();
    editor.drop(new Map([["step1", { x: -2_000, y: 0 }]]));
    expect(nodeOf(editor.state.document, "step1")).not.toHaveProperty("parent");
  });

  it("take no trigger", () => {
    const editor = makeEditor(flowOf("start; loop"));
    editor.drag(new Map([["start", placeIn(editor, "loop")]]));
    expect(editor.state.dropBox).toBeUndefined();
    editor.drop(new Map([["start", placeIn(editor, "loop")]]));
    expect(nodeOf(editor.state.document, "start")).not.toHaveProperty("parent");
  });

  it("hold what is added behind or between what they hold", () => {
    const editor = makeEditor(BOXED);
    const [edge] = edgesOutOf(BOXED, "step1");
    const between = editor.add(STEP, { edge: edge?.id ?? "" }) ?? "";
    const behind = editor.add(STEP, { from: { node: "step2", port: "main" } }) ?? "";
    const inside = editor.add(STEP, { box: "loop" }) ?? "";
    const outside = editor.add(STEP, { from: { node: "loop", port: "main" } }) ?? "";
    const parentOfNode = (id: string) => nodeOf(editor.state.document, id)?.parent;
    expect([between, behind, inside, outside].map(parentOfNode)).toEqual([
      "loop",
      "loop",
      "loop",
      undefined,
    ]);
  });

  it("open when something is found in them", () => {
    const editor = makeEditor(BOXED);
    editor.fold(["loop"], true);
    expect(editor.scene.hidden.get("step1")).toBe("loop");
    editor.reveal("step1");
    expect(editor.scene.hidden.size).toBe(0);
    expect([...editor.state.selected]).toEqual(["step1"]);
  });

  it("are made of what an arrow back would repeat", () => {
    const editor = makeEditor(flowOf("start -> step1 -> step2 -> step3"));
    expect(makeLoop(editor, "step2", "step1")).toBeUndefined();
    const box = editor.state.document.nodes.at(-1);
    expect(box?.kind).toBe("loop");
    expect(nodeOf(editor.state.document, "step2")?.parent).toBe(box?.id);
    expect(makeLoop(editor, "step3", "step2")).toMatch(/different boxes/);
  });

  it("put a loose node on the arrow it is let go on", () => {
    const editor = makeEditor(flowOf("start -> step1; step2"));
    editor.drop(new Map([["step1", { x: 900, y: 0 }]]));
    editor.drop(new Map([["step2", { x: 460, y: 0 }]]));
    expect(edgesOutOf(editor.state.document, "start").map(({ to }) => to.node)).toEqual(["step2"]);
    expect(edgesOutOf(editor.state.document, "step2").map(({ to }) => to.node)).toEqual(["step1"]);
  });
});

describe("what the browser keeps of a flow", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    const kept = new Map<string, string>();
    vi.stubGlobal("localStorage", {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
      removeItem: (key: string) => kept.delete(key),
    });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });
  const offline = () => Promise.reject(new ApiProblem({ code: "offline", status: 0, title: "" }));
  const never = () => Promise.reject(new Error("is not asked"));

  it("waits in the browser, and is brought back and saved by the next page", async () => {
    const editor = makeEditor();
    const autosave = new Autosave(
      editor,
      { save: offline, load: never },
      new UnsavedDraft("w", "f"),
    );
    autosave.start();
    editor.perform({ type: "rename_node", node: "step1", name: "Kept" });
    await autosave.flush();
    expect(editor.state).toMatchObject({ save: { kind: "offline" }, waiting: 1 });

    const next = makeEditor();
    const save = vi.fn(() => Promise.resolve({ revision: 2, updated_at: 0, problems: [] }));
    const again = new Autosave(next, { save, load: never }, new UnsavedDraft("w", "f"));
    again.start();
    expect(nodeOf(next.state.document, "step1")?.name).toBe("Kept");
    await again.flush();
    expect(save).toHaveBeenCalledOnce();
    expect(next.state).toMatchObject({ save: { kind: "saved" }, waiting: 0 });
    expect(new UnsavedDraft("w", "f").read()).toBeUndefined();
  });

  it("waits there at once while there is no connection, not only after an attempt to save", () => {
    vi.stubGlobal("navigator", { onLine: false });
    const editor = makeEditor();
    const unsaved = new UnsavedDraft("w", "f");
    new Autosave(editor, { save: never, load: never }, unsaved).start();
    editor.perform({ type: "rename_node", node: "step1", name: "Kept" });
    const kept = unsaved.read();
    expect(kept && nodeOf(kept.document, "step1")?.name).toBe("Kept");
  });

  it("has its boxes folded again, those that are still there", () => {
    const flow = flowOf("loop; attempt; in loop: step1");
    const first = makeEditor(flow);
    keepFolded(first, "w", "f");
    first.fold(["loop", "attempt"], true);
    const next = makeEditor(flowOf("loop; in loop: step1"));
    keepFolded(next, "w", "f");
    expect([...next.state.folded]).toEqual(["loop"]);
    const other = makeEditor(flow);
    keepFolded(other, "w", "g");
    expect(other.state.folded.size).toBe(0);
  });

  it("is for the person to settle if others have saved meanwhile", () => {
    new UnsavedDraft("w", "f").keep({ document: flowOf("start"), revision: 0 });
    const editor = makeEditor();
    new Autosave(editor, { save: never, load: never }, new UnsavedDraft("w", "f")).start();
    expect(editor.state.save).toEqual({ kind: "conflict" });
    expect(editor.state.document.nodes).toHaveLength(1);
  });
});

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
    editor.setSaved({ document: editor.state.document, base: null }, 2, [problem]);
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

  it("stops when another window has saved, and can overwrite", async () => {
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

  it("says which version a draft is begun from, and which it is brought up to", async () => {
    const me = { id: "user_1", name: "Ada" };
    const editor = new Editor({
      detail: detailOf(START, { version: 3, base: 3, draft_by: null }),
      kinds: KINDS,
      mayEdit: true,
      me,
      now: () => Date.now(),
    });
    const bases: unknown[] = [];
    const autosave = new Autosave(editor, {
      save: async ({ revision, ...draft }) => {
        bases.push("base" in draft ? draft.base : "not said");
        return { revision: revision + 1, problems: [], updated_at: 0 };
      },
      load: async () => detailOf(START),
    });
    const stop = autosave.start();
    const save = async () => {
      await vi.advanceTimersByTimeAsync(900);
      await autosave.flush();
    };
    editor.perform({ type: "set_flow", name: "a" });
    await save();
    expect([editor.isOwn, editor.state.facts.draft_changed]).toEqual([true, true]);
    editor.perform({ type: "set_flow", name: "b" });
    await save();
    editor.setFacts({ ...editor.state.facts, version: 4 });
    editor.bringIn({ ...editor.state.document, name: "c" }, 4);
    await save();
    // Who takes that back is where they were.
    editor.undo();
    await save();
    expect(bases).toEqual([3, "not said", 4, 3]);
    editor.redo();
    await save();
    editor.setPublished(5);
    expect([editor.isOwn, autosave.isUnsaved]).toEqual([false, false]);
    editor.perform({ type: "set_flow", name: "d" });
    await save();
    expect(bases.slice(4)).toEqual([4, 5]);
    stop();
  });

  it("saves when the page is left", async () => {
    const { sent, stop, rename } = setUp(async (revision) => revision + 1);
    rename("a");
    stop();
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toHaveLength(1);
  });
});

import { describe, expect, it, vi } from "vitest";
import { flowOf, KINDS, seeded } from "@/graph/fixtures";
import { Editor } from "../editor";
import { makeOperations, operationFor, type Workbench } from ".";

function setUp(mayEdit = true) {
  const document = flowOf("start -> step1; step2");
  const detail = {
    document,
    revision: 1,
    problems: [],
    triggers: [],
    state: "draft",
    version: null,
    draft_changed: true,
  };
  const editor = new Editor({ detail: detail as never, kinds: KINDS, mayEdit, random: seeded(2) });
  const called = {
    save: vi.fn(),
    run: vi.fn(),
    debug: vi.fn(),
    runTo: vi.fn(),
    runChanged: vi.fn(),
    pin: vi.fn(),
    exportFlow: vi.fn(),
    exportImage: vi.fn(),
    copy: vi.fn(),
    cut: vi.fn(),
    paste: vi.fn(),
  };
  const bench: Workbench = { editor, view: () => undefined, ...called };
  const operations = makeOperations(bench);
  const press = (key: string, keys: "page" | "canvas" = "canvas") => {
    const operation = operationFor(operations, key, keys, editor.state);
    operation?.perform();
    return operation?.id;
  };
  return { editor, operations, press, called };
}

describe("operations", () => {
  it("have ids and shortcuts of their own", () => {
    const { operations } = setUp();
    const ids = operations.map(({ id }) => id);
    const keys = operations
      .flatMap(({ shortcut, aliases = [] }) => [shortcut, ...aliases])
      .filter(Boolean);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(keys).size).toBe(keys.length);
  });

  const known: readonly [string, string][] = [
    ["mod+a", "editor.select-all"],
    ["n", "editor.add"],
    ["shift+s", "editor.note"],
    ["0", "editor.show-all"],
    ["/", "editor.find"],
  ];
  it.each(known)("%s is %s", (key, id) => {
    expect(setUp().press(key)).toBe(id);
  });

  it("work on what is selected", () => {
    const { editor, press } = setUp();
    expect(press("delete")).toBeUndefined();
    editor.select(["step1"]);
    expect(press("d")).toBe("editor.disable");
    expect(press("mod+d")).toBe("editor.duplicate");
    expect(editor.state.document.nodes).toHaveLength(4);
    expect(press("delete")).toBe("editor.delete");
    expect(press("mod+z")).toBe("editor.undo");
    expect(press("mod+shift+z")).toBe("editor.redo");
    expect(editor.state.document.nodes).toHaveLength(3);
  });

  it("Tab adds behind the selection, and is free to leave the canvas without one", () => {
    const { editor, press } = setUp();
    expect(press("tab")).toBeUndefined();
    editor.select(["step1"]);
    expect(press("tab")).toBe("editor.add-behind");
  });

  it("the keyboard puts nodes on arrows and takes arrows away", () => {
    const { editor, press } = setUp();
    expect(press("shift+n")).toBeUndefined();
    editor.select(["start"]);
    press("shift+n");
    expect(editor.state.dialog).toEqual({ type: "add", edge: "start.main-step1" });
    press("shift+c");
    expect(editor.state.dialog).toEqual({ type: "disconnect", node: "start" });
  });

  it("a new node follows a free port of the active one", () => {
    const { editor, press } = setUp();
    editor.select(["step2"]);
    press("n");
    expect(editor.state.dialog).toEqual({ type: "add", from: { node: "step2", port: "main" } });
  });

  it("save and run also while typing in a field, the others not", () => {
    const { press, called } = setUp();
    expect(press("mod+s", "page")).toBe("editor.save");
    expect(press("mod+e", "page")).toBe("editor.run");
    expect(press("d", "page")).toBeUndefined();
    expect(called.save).toHaveBeenCalledOnce();
    expect(called.run).toHaveBeenCalledOnce();
  });

  it("Escape narrows: first many to none, then the panel", () => {
    const { editor, press } = setUp();
    editor.open("step1");
    press("escape");
    expect(editor.state).toMatchObject({ open: undefined });
    editor.select(["step1", "step2"]);
    press("escape");
    expect(editor.state.selected.size).toBe(0);
  });

  it("leave people who may only look the looking", () => {
    const { operations, editor } = setUp(false);
    editor.select(["step1"]);
    const usable = operations
      .filter((operation) => operation.enabled(editor.state))
      .map(({ id }) => id);
    expect(usable).toEqual([
      "editor.tests",
      "editor.versions",
      "editor.settings",
      "editor.export",
      "editor.export-png",
      "editor.export-svg",
      "editor.copy",
      "editor.select-all",
      "editor.open",
      "editor.find",
      "editor.search",
      "editor.outline",
      "editor.help",
      "editor.tour",
      "editor.show-selected",
      "editor.back",
      "editor.forward",
      "editor.show-all",
      "editor.zoom-plain",
      "editor.zoom-in",
      "editor.zoom-out",
      "editor.escape",
    ]);
  });
});

// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";
import { editsOf, itemsIn, originOf, titleOf } from "@/debugger/standing";
import { flowOf, KINDS } from "@/graph/fixtures";
import { breakpointsIn, keepBreakpoints, setBreakpoint } from "./breakpoints";
import { isDebugged, momentOf } from "./debugging";
import { Editor } from "./editor";
import { newRun } from "./live-run";

function editorOf(drawing: string) {
  const detail = {
    document: flowOf(drawing),
    revision: 1,
    problems: [],
    triggers: [],
    state: "draft",
    version: null,
    draft_changed: true,
  };
  return new Editor({ detail: detail as never, kinds: KINDS, mayEdit: true });
}

describe("breakpoints", () => {
  beforeEach(() => localStorage.clear());

  it("are kept in the browser, flow by flow", () => {
    const first = editorOf("start -> step1 -> step2");
    keepBreakpoints(first, "w", "f");
    setBreakpoint(first, "step1", "");
    setBreakpoint(first, "step2", " {{ $json.n > 1 }} ");
    const again = editorOf("start -> step1 -> step2");
    keepBreakpoints(again, "w", "f");
    expect(again.state.breakpoints).toEqual({ step1: "", step2: "{{ $json.n > 1 }}" });
    keepBreakpoints(again, "w", "other");
    expect(again.state.breakpoints).toEqual({});
  });

  it("are taken away, and leave nothing behind", () => {
    const editor = editorOf("start -> step1");
    keepBreakpoints(editor, "w", "f");
    setBreakpoint(editor, "step1", "");
    setBreakpoint(editor, "step1", undefined);
    expect(editor.state.breakpoints).toEqual({});
    expect(localStorage.length).toBe(0);
  });

  it("before nodes that are gone are not sent", () => {
    expect(breakpointsIn(flowOf("start -> step1"), { step1: "", gone: "" })).toEqual({ step1: "" });
  });

  it("that cannot be read are none", () => {
    localStorage.setItem("towpath.breakpoints.w.f", "{ broken");
    const editor = editorOf("start");
    keepBreakpoints(editor, "w", "f");
    expect(editor.state.breakpoints).toEqual({});
  });
});

describe("the debugger", () => {
  const run = newRun("run_1", 0, flowOf("start -> step1"));
  const document = flowOf("start -> step1");

  it("is shown for what is debugged, and for a test that stands still", () => {
    expect(isDebugged(undefined, "run_1")).toBe(false);
    expect(isDebugged(run, "run_1")).toBe(true);
    expect(isDebugged(run, undefined)).toBe(false);
    expect(isDebugged({ ...run, status: "paused" }, undefined)).toBe(true);
    expect(isDebugged({ ...run, status: "paused", isDraft: false }, "run_1")).toBe(false);
    expect(isDebugged({ ...run, status: "failed" }, "run_1")).toBe(false);
  });

  it("asks again whenever something has happened", () => {
    const held = { ...run, nodes: { step1: "held" as const } };
    const done = { ...run, nodes: { step1: "done" as const } };
    expect(new Set([run, held, done].map(momentOf)).size).toBe(3);
  });

  it("says where a run stands", () => {
    const held = { node: "step1", name: "Old", frame: 3, place: [], arrows: [] };
    const name = document.nodes.find(({ id }) => id === "step1")?.name;
    expect(titleOf(document, held)).toBe(`“${name}”`);
    const inBox = { ...held, place: [{ node: "each", iteration: 2 }] };
    expect(titleOf(document, inBox)).toBe(`“${name}”, iteration 3 of “each”`);
    expect(originOf(document, { port: "main", items: [], count: 0 })).toMatch(/iteration/);
  });

  it("sends edits that are lists in JSON, and no others", () => {
    const edit = { edge: "e1", frame: 0, text: '[{"n": 2}]' };
    expect(editsOf({ a: edit })).toEqual([{ edge: "e1", frame: 0, items: [{ n: 2 }] }]);
    expect(editsOf({ a: { ...edit, edge: undefined } })).toEqual([{ frame: 0, items: [{ n: 2 }] }]);
    expect(editsOf({ a: edit, b: { ...edit, text: "{}" } })).toBeUndefined();
    expect(itemsIn("[1")).toBeUndefined();
    expect(editsOf({})).toEqual([]);
  });
});

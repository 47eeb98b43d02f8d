import { describe, expect, it, test } from "vitest";
import type { FlowChange } from "@/api/types";
import { type FlowDocument, Kinds } from "@/graph";
import { flowOf, makeKind } from "@/graph/fixtures";
import { changeLog } from "./change-log";
import { compare } from "./compare";
import { fieldTitle, fieldWord } from "./field-names";

const WAIT = makeKind("wait", {
  parameters: {
    type: "object",
    properties: {
      mode: { title: "Wait", type: "string" },
      give_up_hours: { type: "number" },
      url: { title: "URL", type: "string" },
      rules: {
        title: "Rules",
        type: "array",
        items: { $ref: "#/$defs/Rule" },
      },
    },
    $defs: { Rule: { type: "object", properties: { value: { title: "Compared with" } } } },
  },
});
const KINDS = new Kinds([makeKind("start"), makeKind("step"), WAIT]);

const named = (document: FlowDocument): FlowDocument => ({
  ...document,
  nodes: document.nodes.map((node) => (node.id === "wait" ? { ...node, name: "Reminder" } : node)),
});
const AFTER = named(flowOf("start -> step1 -> wait"));

const change = (
  what: FlowChange["what"],
  kind: FlowChange["kind"],
  name: string,
  fields: Record<string, [unknown, unknown]> = {},
  id = name,
): FlowChange => ({
  what,
  kind,
  name,
  id,
  fields: Object.entries(fields).map(
    ([path, [before, after]]) => ({ path, before, after }) as FlowChange["fields"][number],
  ),
});
const reminder = (fields: Record<string, [unknown, unknown]>) =>
  change("node", "changed", "Reminder", fields, "wait");

describe("the change log", () => {
  test.each<[string, FlowChange[], string]>([
    ["nothing", [], ""],
    [
      "an added and a changed node",
      [change("node", "added", "Send email"), reminder({ "parameters.mode": ["a", "b"] })],
      "Added Send email; changed the wait of Reminder.",
    ],
    [
      "several of a sort by name, many by number",
      [
        ..."ABC".split("").map((name) => change("node", "added", name)),
        ..."DEFG".split("").map((name) => change("node", "removed", name)),
      ],
      "Added A, B and C; removed 4 blocks.",
    ],
    [
      "fields once each, as the form calls them",
      [
        reminder({
          "parameters.url": ["a", "b"],
          "parameters.rules.0.value": [1, 2],
          "parameters.rules.1.value": [1, 2],
          retry: [null, { maximum: 1 }],
        }),
      ],
      "Changed the URL, rules and retries of Reminder.",
    ],
    [
      "names, boxes and what is disabled",
      [
        reminder({ name: ["Wait", "Reminder"] }),
        change("node", "changed", "S", { disabled: [null, true], parent: [null, "wait"] }),
      ],
      "Renamed Wait to Reminder; disabled S; put S into Reminder.",
    ],
    [
      "no arrows of what came or went",
      [
        change("node", "added", "New"),
        change("edge", "added", "start → New"),
        change("edge", "removed", "step1 (error) → wait"),
        change("edge", "added", "start → wait"),
      ],
      "Added New; removed the arrow from step1 (error) to wait; led start to wait.",
    ],
    [
      "settings and notes",
      [
        change("setting", "changed", "time zone", { time_zone: ["UTC", "Europe/Berlin"] }),
        change("setting", "changed", "description", { description: ["", "x"] }),
        change("note", "added", "Remember"),
      ],
      "Set the time zone to Europe/Berlin; changed the description of the flow; changed a note on the canvas.",
    ],
    [
      "what only moved",
      [change("node", "moved", "A", { position: [1, 2] })],
      "Moved blocks on the canvas.",
    ],
  ])("tells of %s", (_, changes, sentence) => {
    expect(changeLog(changes, { document: AFTER, kinds: KINDS })).toBe(sentence);
  });

  it("stays short however much changed", () => {
    const changes = Array.from({ length: 40 }, (_, index) =>
      change("node", "changed", `${"Long name ".repeat(8)}${index}`, { "parameters.x": [1, 2] }),
    );
    const text = changeLog(changes, { document: AFTER, kinds: KINDS });
    expect(text.length).toBeLessThanOrEqual(500);
    const short = changes.map((one, index) => ({ ...one, name: `N${index}` }));
    expect(changeLog(short, { document: AFTER, kinds: KINDS })).toMatch(/; 34 more changes\.$/);
  });
});

describe("fields", () => {
  it("have the names of the form", () => {
    expect(fieldTitle("parameters.rules.1.value", WAIT)).toBe("Rules › 2 › Compared with");
    expect(fieldTitle("parameters.give_up_hours", WAIT)).toBe("Give up hours");
    expect(fieldTitle("timeout_ms", WAIT)).toBe("Time limit");
    expect(fieldTitle("from.port", undefined)).toBe("Start › Port");
    expect(fieldWord("parameters.unknown_thing.x", undefined)).toBe("unknown thing");
  });
});

describe("a comparison", () => {
  const before = {
    ...flowOf("start -> step1; start -> step2"),
    groups: [{ id: "g", label: "G", nodes: ["step1"], collapsed: true }],
  };
  const after = flowOf("start -> step1 -> step3");
  const gone = before.edges.find(({ to }) => to.node === "step2")?.id ?? "";
  const changes = [
    change("node", "removed", "step2"),
    change("node", "added", "step3"),
    change("node", "moved", "step1"),
    change("node", "changed", "step1"),
    change("edge", "removed", gone),
  ];
  const { overlay, marks, before: drawn } = compare(before, after, changes, KINDS);

  it("draws what is gone where it stood", () => {
    expect(overlay.nodes.map(({ id }) => id)).toEqual(["start", "step1", "step3", "step2"]);
    expect(overlay.edges.map(({ id }) => id)).toContain(gone);
    expect(drawn.groups?.[0]?.collapsed).toBe(false);
  });

  it("draws what is gone below what took its place", () => {
    const place = (document: FlowDocument, id: string) =>
      document.nodes.find((node) => node.id === id)?.position ?? { x: 0, y: 0 };
    const here = place(before, "step2");
    const nodes = after.nodes.map((node) =>
      node.id === "step3" ? { ...node, position: here } : node,
    );
    const { overlay: drawn } = compare(before, { ...after, nodes }, changes, KINDS);
    expect(place(drawn, "step3")).toEqual(here);
    expect(place(drawn, "step2").x).toBe(here.x);
    expect(place(drawn, "step2").y).toBeGreaterThan(here.y + 64);
  });

  it("marks on each side what is there, its meaning before its place", () => {
    expect(marks.overlay).toEqual({
      step1: "changed",
      step2: "removed",
      step3: "added",
      [gone]: "removed",
    });
    expect(marks.before).toEqual({ step1: "changed", step2: "removed", [gone]: "removed" });
    expect(marks.after).toEqual({ step1: "changed", step3: "added" });
  });
});

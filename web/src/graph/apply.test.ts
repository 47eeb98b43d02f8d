import { describe, expect, it } from "vitest";
import { apply } from "./apply";
import { align, distribute } from "./arrange";
import { moveInto, settled } from "./boxes";
import { copy, paste } from "./clipboard";
import { all, type Command } from "./command";
import type { FlowDocument, NodeOptions } from "./document";
import { changeParameters, newNode, removal, removalOfNode } from "./edit";
import { extraction } from "./extract";
import { flowOf, KINDS, seeded } from "./fixtures";
import { addGroup, changeGroup, joinGroup, removeGroups } from "./group";
import type { Kind } from "./kind";
import { tidyMoves } from "./layout";
import { edgesInto, nodeOf } from "./look-up";
import { idMaker } from "./names";
import { replaceKind } from "./replace-kind";
import { reattach } from "./rewire";
import { loopFor, type Made, unwrap, wrap } from "./wrap";

const FLOW = flowOf(`start -> fork -> step1; fork.no -> step2 -> step3; step1 -> step3
  step3 -> loop; in loop: step4 -> attempt -> step5; in attempt: step6 -> step7`);

describe("apply", () => {
  const cases: readonly [string, Command][] = [
    ["nothing", { type: "all", commands: [] }],
    ["a node", { type: "add", nodes: [{ ...FLOW.nodes[1], id: "n", name: "n" } as never] }],
    ["a node whose id is taken", { type: "add", nodes: [FLOW.nodes[1] as never] }],
    ["removal with arrows", { type: "remove", nodes: ["fork"] }],
    ["removal of all", { type: "remove", nodes: FLOW.nodes.map(({ id }) => id) }],
    ["removal of what is not there", { type: "remove", nodes: ["nobody"], edges: ["none"] }],
    ["move", { type: "move", nodes: { step1: { x: 1, y: 2 }, nobody: { x: 0, y: 0 } } }],
    ["rename", { type: "rename_node", node: "step1", name: "Hello" }],
    ["parameters", { type: "set_parameters", node: "step1", parameters: { a: [1] } }],
    ["disable", { type: "set_options", node: "step1", options: { disabled: true } }],
    ["default option", { type: "set_options", node: "step1", options: { on_error: "flow" } }],
    ["credential", { type: "set_credential", node: "step1", slot: "smtp", credential: "c1" }],
    [
      "arrow",
      {
        type: "connect",
        edge: {
          id: "x",
          from: { node: "step2", port: "main" },
          to: { node: "step1", port: "main" },
        },
      },
    ],
    ["disconnect", { type: "disconnect", edge: "fork.no-step2" }],
    [
      "note",
      {
        type: "add",
        notes: [{ id: "note", text: "", position: { x: 0, y: 0 }, width: 1, height: 1 }],
      },
    ],
    ["settings", { type: "set_settings", settings: { ...FLOW.settings, timeout_ms: 5 } }],
    ["pinned items", { type: "set_pinned", node: FLOW.nodes[0]?.id ?? "", items: [{ n: 1 }] }],
    ["name", { type: "set_flow", name: "Other", description: "What for" }],
  ];

  it.each(cases)("takes back: %s", (_, command) => {
    const applied = apply(FLOW, command);
    expect(apply(applied.document, applied.inverse).document).toEqual(FLOW);
  });

  it("answers with the same document when nothing changes", () => {
    expect(apply(FLOW, { type: "remove", nodes: ["nobody"] }).document).toBe(FLOW);
    expect(apply(FLOW, { type: "rename_node", node: "nobody", name: "x" }).document).toBe(FLOW);
  });

  it("shares what stays", () => {
    const { document } = apply(FLOW, { type: "move", nodes: { step1: { x: 0, y: 0 } } });
    expect(document.edges).toBe(FLOW.edges);
    expect(nodeOf(document, "fork")).toBe(nodeOf(FLOW, "fork"));
  });

  it("puts removed arrows back where they were wired", () => {
    const applied = apply(FLOW, { type: "remove", nodes: ["step1"] });
    const { document } = apply(applied.document, applied.inverse);
    expect(edgesInto(document, "step3").map(({ id }) => id)).toEqual(
      edgesInto(FLOW, "step3").map(({ id }) => id),
    );
  });

  it("leaves default options out", () => {
    const off = apply(FLOW, { type: "set_options", node: "step1", options: { disabled: true } });
    expect(nodeOf(off.document, "step1")).toHaveProperty("disabled", true);
    const on = apply(off.document, {
      type: "set_options",
      node: "step1",
      options: { disabled: false },
    });
    expect(nodeOf(on.document, "step1")).not.toHaveProperty("disabled");
  });
});

describe("any commands, taken back in reverse", () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed + 1))("seed %i", (seed) => {
    const random = seeded(seed);
    const start = withOddities(FLOW);
    const inverses: Command[] = [];
    let document = start;
    for (let step = 0; step < 40; step += 1) {
      const applied = apply(document, anyCommand(document, random));
      document = applied.document;
      inverses.push(applied.inverse);
    }
    for (const inverse of inverses.reverse()) document = apply(document, inverse).document;
    expect(document).toEqual(start);
  });
});

/** What a person can leave behind: a join that names arrows, an arrow into the void, a name given twice. */
function withOddities(flow: FlowDocument): FlowDocument {
  const nodes = flow.nodes.map((node) =>
    node.id === "step3"
      ? {
          ...node,
          name: "step1",
          join: { rule: { specific: ["step1.main-step3", "gone"] } },
          parameters: { text: "{{ $('fork').item }} $node.step2" },
        }
      : node,
  );
  const dangling = {
    id: "void",
    from: { node: "step1", port: "old" },
    to: { node: "nobody", port: "main" },
  };
  return { ...flow, nodes, edges: [...flow.edges, dangling] };
}

function anyCommand(document: FlowDocument, random: () => number): Command {
  const pick = <Thing>(list: readonly Thing[]) => list[Math.floor(random() * list.length)] as Thing;
  const ids = [...document.nodes.map(({ id }) => id), "nobody"];
  const makeId = idMaker(document, random);
  const node = pick(ids);
  const place = { x: Math.floor(random() * 900), y: Math.floor(random() * 900) };
  const options: NodeOptions[] = [
    { disabled: random() < 0.5 },
    { note: pick(["", "Hello"]), on_error: pick(["flow", "stop", "continue"]) },
    { join: { rule: pick(["all", "any", { first: 2 }]) } },
    { retry: { maximum: 1, delays_ms: [5] }, timeout_ms: 7, on_uncertain: pick(["retry", "ask"]) },
  ];
  const makers: (() => Command)[] = [
    () => removal(document, { nodes: [node, pick(ids)] }),
    () =>
      removal(document, { edges: document.edges.filter(() => random() < 0.2).map(({ id }) => id) }),
    () => ({ type: "remove", nodes: [node] }),
    () => paste(document, copy(document, new Set([node, pick(ids)])), place, makeId).command,
    () => moveInto(document, new Set([node, pick(ids)]), pick([...ids, undefined])),
    () => ({ type: "set_parents", parents: { [node]: pick([...ids, null]), [pick(ids)]: null } }),
    () => addGroup(document, new Set([node, pick(ids)]), "G", makeId),
    () =>
      changeGroup(document, document.groups?.[0]?.id ?? "", {
        colour: pick(["red", ""]),
        collapsed: random() < 0.5,
      }),
    () => joinGroup(document, node, document.groups?.[0]?.id),
    () => removeGroups(document, new Set(document.groups?.slice(0, 1).map(({ id }) => id))),
    () => removalOfNode(document, node),
    () => unwrap(document, node),
    () => commandOf(wrap(document, KINDS, new Set([node, pick(ids)]), LOOP, makeId)),
    () => commandOf(loopFor(document, KINDS, node, pick(ids), makeId)),
    () => replaceKind(document, KINDS, node, pick(KINDS.all as Kind[])),
    () => {
      const edge = document.edges[Math.floor(random() * document.edges.length)];
      if (!edge) return all();
      return reattach(document, edge.id, { from: edge.from, to: { node, port: "main" } });
    },
    () => align(document, KINDS, new Set([node, pick(ids)]), pick(["left", "middle", "bottom"])),
    () => distribute(document, KINDS, new Set(ids), pick(["across", "down"])),
    () => {
      const kind = pick(KINDS.all as Kind[]);
      const added = newNode(document, kind, place, makeId, pick([...ids, undefined]));
      return settled(document, KINDS, { type: "add", nodes: [added] });
    },
    () => {
      const taken = extraction(document, KINDS, new Set([node, pick(ids)]), "Part", makeId);
      return "refusal" in taken ? all() : taken.command("flow_9");
    },
    () => ({ type: "move", nodes: { [node]: place, [pick(ids)]: place } }),
    () => ({ type: "move", nodes: tidyMoves(document, KINDS) }),
    () => ({ type: "rename_node", node, name: pick(["fork", "A", "B's", 'C "d"']) }),
    () =>
      changeParameters(document, KINDS, node, {
        text: pick(["{{ $('A').x }}", "$node.fork", "x"]),
      }),
    () => ({ type: "set_options", node, options: pick(options) }),
    () => ({ type: "set_credential", node, slot: pick(["a", "b"]), credential: pick(["c", null]) }),
    () => ({
      type: "connect",
      edge: {
        id: makeId("edge"),
        from: { node, port: "main" },
        to: { node: pick(ids), port: "main" },
      },
    }),
    () => ({ type: "set_pinned", node: pick(ids), items: pick([null, [], [{ n: 1 }]]) }),
    () => ({ type: "set_flow", name: pick(["A", "B"]), description: pick(["", "x", null]) }),
    () => ({
      type: "add",
      notes: [{ id: makeId("note"), text: "n", position: place, width: 9, height: 9 }],
    }),
    () => ({ type: "set_note", note: document.notes?.[0]?.id ?? "", changes: { text: "changed" } }),
    () => ({ type: "remove", notes: document.notes?.slice(0, 1).map(({ id }) => id) ?? [] }),
    () => ({
      type: "set_settings",
      settings: { ...document.settings, on_error: pick(["stop", "continue"]) },
    }),
    () => ({ type: "all", commands: [anyCommand(document, random), anyCommand(document, random)] }),
  ];
  return pick(makers)();
}

const LOOP = KINDS.named("loop") as Kind;

function commandOf(made: Made): Command {
  return "command" in made ? made.command : all();
}

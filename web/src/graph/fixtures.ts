// Small flows for tests, written as text: `a -> b` draws an arrow from the
// usual port, `a.yes -> b` from the port `yes`. Nodes stand where they are
// first named, one column further for each arrow. `in loop: a -> b` puts the
// nodes of a line into the box `loop`.

import { emptyFlow, type FlowDocument, type FlowEdge, type FlowNode, MAIN_PORT } from "./document";
import { type Kind, Kinds, type Ports } from "./kind";

const MAIN: Ports = { ports: "fixed", list: [{ name: MAIN_PORT, label: "" }] };
const NONE: Ports = { ports: "fixed", list: [] };

/** A kind with nothing special, changed as given. */
export function makeKind(name: string, changes: Partial<Kind> = {}): Kind {
  return {
    name,
    version: 1,
    title: name.charAt(0).toUpperCase() + name.slice(1),
    summary: `Does ${name}.`,
    docs: "",
    group: "data",
    icon: "<svg viewBox='0 0 24 24'><path d='M4 12h16'/></svg>",
    role: "action",
    weight: "light",
    inputs: MAIN,
    outputs: MAIN,
    parameters: { type: "object", properties: {} },
    credentials: [],
    keywords: [],
    effect: false,
    ...changes,
  };
}

/** Kinds of each shape: a trigger, a usual one, two fixed ports, a port for each rule, a count of inputs. */
export const KINDS = new Kinds([
  makeKind("start", { role: "trigger", inputs: NONE, group: "trigger" }),
  makeKind("step"),
  makeKind("fork", {
    outputs: {
      ports: "fixed",
      list: [
        { name: "yes", label: "yes" },
        { name: "no", label: "no" },
      ],
    },
  }),
  makeKind("route", {
    outputs: {
      ports: "per_entry",
      parameter: "rules",
      prefix: "rule_",
      // biome-ignore lint/suspicious/noThenProperty: the name of the field in the API
      then: [{ name: "else", label: "else" }],
    },
  }),
  makeKind("loop", { container: "for_each", title: "For each" }),
  makeKind("attempt", { container: "try" }),
  makeKind("call", { container: "sub_flow" }),
  makeKind("call_trigger", { role: "trigger", inputs: NONE }),
  makeKind("gather", {
    inputs: { ports: "count", parameter: "count", prefix: "input_", default: 2 },
  }),
]);

/** The flow of a text; a node called `fork1` is of the kind `fork`. */
export function flowOf(text: string): FlowDocument {
  const nodes = new Map<string, FlowNode>();
  const edges: FlowEdge[] = [];
  for (const line of text.split(/[\n;]/).map((part) => part.trim())) {
    if (!line) continue;
    const [, box, drawn = ""] = /^(?:in (\w+):)?(.*)$/.exec(line) ?? [];
    const ends = drawn.split("->").map((end) => end.trim().split("."));
    ends.forEach(([name = ""], column) => {
      if (name && !nodes.has(name)) nodes.set(name, node(name, column, nodes.size, box));
    });
    for (let index = 1; index < ends.length; index += 1) {
      const [from = "", port = MAIN_PORT] = ends[index - 1] ?? [];
      const [to = ""] = ends[index] ?? [];
      const id = `${from}.${port}-${to}`;
      edges.push({ id, from: { node: from, port }, to: { node: to, port: MAIN_PORT } });
    }
  }
  return { ...emptyFlow("Test"), nodes: [...nodes.values()], edges };
}

/** Numbers that look random and are the same each time. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

function node(name: string, column: number, row: number, box?: string): FlowNode {
  return {
    id: name,
    kind: name.replace(/\d+$/, ""),
    kind_version: 1,
    name,
    ...(box === undefined ? {} : { parent: box }),
    position: { x: column * 336, y: row * 112 },
    parameters: {},
  };
}

// Lets a node change places with the one before it in a chain.

import { withBoxes } from "./boxes";
import { all } from "./command";
import type { FlowDocument, FlowEdge } from "./document";
import { type Kinds, nodePorts } from "./kind";
import { edgesInto, edgesOutOf, nodeOf } from "./look-up";
import { rectangleOf, sceneOf } from "./scene";
import type { Made } from "./wrap";

/** Puts a node before the one it follows; or says why the two cannot change places. */
export function swapWithPrevious(document: FlowDocument, kinds: Kinds, id: string): Made {
  const [arrow, ...otherIn] = edgesInto(document, id);
  const previous = arrow && nodeOf(document, arrow.from.node);
  const node = nodeOf(document, id);
  if (!node || !arrow || !previous) return { refusal: "No node leads to this one." };
  if (otherIn.length > 0) return { refusal: `Several arrows lead to ${node.name}.` };
  if (kinds.of(previous)?.role === "trigger")
    return { refusal: `${previous.name} starts the flow: nothing comes before it.` };
  if (previous.parent !== node.parent)
    return { refusal: `${previous.name} and ${node.name} stand in different boxes.` };
  if (edgesOutOf(document, previous.id).length > 1)
    return { refusal: `Several arrows leave ${previous.name}.` };
  const [before, after] = [edgesInto(document, previous.id), edgesOutOf(document, id)];
  const leaving = new Set(after.map(({ from }) => from.port));
  if (leaving.size > 1) return { refusal: `Arrows leave ${node.name} at several ports.` };
  const own = nodePorts(kinds.of(node), node.parameters);
  const other = nodePorts(kinds.of(previous), previous.parameters);
  const [input, output] = [own.inputs[0]?.name, [...leaving][0] ?? own.outputs[0]?.name];
  const back = other.inputs[0]?.name;
  if (input === undefined || output === undefined || back === undefined)
    return { refusal: "One of the two has no port for it." };
  const edges: FlowEdge[] = [
    ...before.map((edge) => ({ ...edge, to: { node: id, port: input } })),
    { ...arrow, from: { node: id, port: output }, to: { node: previous.id, port: back } },
    ...after.map((edge) => ({ ...edge, from: { node: previous.id, port: arrow.from.port } })),
  ];
  const scene = sceneOf(document, kinds);
  const [here, there] = [rectangleOf(scene, node), rectangleOf(scene, previous)];
  // The one that was first ends where the second ended: boxes are wider than nodes.
  const end = here.x + here.width - there.width;
  const moves = {
    [id]: { x: there.x, y: there.y },
    [previous.id]: { x: end, y: here.y },
  };
  return {
    command: all({ type: "replace", edges }, { type: "move", nodes: withBoxes(scene, moves) }),
  };
}

// The items a node saw last, and those of the nodes before it that its expressions
// can use. A node that never ran is shown what its arrows would bring.

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { flowSamplesKey, flowSamplesQuery } from "@/api/drafts";
import { useLive } from "@/api/live";
import type { FlowSamples, NodeSample } from "@/api/types";
import { nodeRoot, type PortItems, type Source } from "@/form";
import {
  edgesInto,
  type FlowDocument,
  type FlowNode,
  nodeOf,
  reachable,
  readingOrder,
} from "@/graph";

export interface NodeSamples {
  /** What came in last, or would come in. */
  inputs: PortItems;
  outputs: PortItems;
  /** When the node itself ran last. */
  at: number | undefined;
  /** Whether the inputs are those of a run of this node. */
  received: boolean;
  /** Where fields for expressions are found, nearest first. */
  sources: readonly Source[];
  /** The nodes before this one with what they gave. */
  before: readonly { node: FlowNode; outputs: PortItems }[];
}

export function useSamples(
  workspace: string,
  flow: string,
  document: FlowDocument,
  node: FlowNode,
): NodeSamples {
  const client = useQueryClient();
  const { data } = useQuery(flowSamplesQuery(workspace, flow));
  const refresh = () => client.invalidateQueries({ queryKey: flowSamplesKey(workspace, flow) });
  useLive(
    workspace,
    { flow },
    {
      onRun: (event) => {
        if (event.status !== "running") void refresh();
      },
      onLag: () => void refresh(),
    },
  );
  return nodeSamples(data, document, node);
}

export function nodeSamples(
  samples: FlowSamples | undefined,
  document: FlowDocument,
  node: FlowNode,
): NodeSamples {
  const own = samples?.nodes[node.id];
  const received = own !== undefined && hasItems(own.inputs);
  const inputs = received ? own.inputs : expectedInputs(samples, document, node.id);
  const before = nodesBefore(samples, document, node.id);
  const first = Object.values(inputs).find((items) => items.length > 0);
  const input = first
    ? [
        {
          id: "input",
          label: "Input of this node",
          root: "$json",
          items: first.map((item) => item.json),
        },
      ]
    : [];
  const earlier = before.map(({ node: { id, name }, outputs }) => ({
    id,
    label: name,
    root: nodeRoot(name),
    items: Object.values(outputs)
      .flat()
      .map((item) => item.json),
  }));
  return {
    inputs,
    outputs: own?.outputs ?? {},
    at: own?.at,
    received,
    before,
    sources: [...input, ...earlier],
  };
}

/** What the arrows into a node would bring, from what the nodes before gave last. */
function expectedInputs(
  samples: FlowSamples | undefined,
  document: FlowDocument,
  node: string,
): PortItems {
  const inputs: Record<string, NodeSample["inputs"][string]> = {};
  for (const { from, to } of edgesInto(document, node)) {
    const items = samples?.nodes[from.node]?.outputs[from.port] ?? [];
    inputs[to.port] = [...(inputs[to.port] ?? []), ...items];
  }
  return inputs;
}

/** Nearest first: the reverse of the order people read in. */
function nodesBefore(samples: FlowSamples | undefined, document: FlowDocument, node: string) {
  const upstream = reachable(document, [node], "back");
  return readingOrder(document)
    .filter(({ id }) => id !== node && upstream.has(id))
    .toReversed()
    .flatMap(({ id }) => {
      const before = nodeOf(document, id);
      const outputs = samples?.nodes[id]?.outputs ?? {};
      return before && hasItems(outputs) ? [{ node: before, outputs }] : [];
    });
}

function hasItems(ports: PortItems): boolean {
  return Object.values(ports).some((items) => items.length > 0);
}

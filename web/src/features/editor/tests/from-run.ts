// A test made of what the last run of a flow did: the same data goes in, what reaches
// outside answers the same, and the same is expected to come out.
import type { FlowSamples, FlowTest, FlowTestExpectation, FlowTestMock } from "@/api/types";
import {
  ERROR_PORT,
  type FlowDocument,
  type FlowNode,
  type Json,
  type Kind,
  type Kinds,
  nodePorts,
} from "@/graph";

type Sample = FlowSamples["nodes"][string];

/** Undefined if the flow has not run, or its last run was not one of these triggers. */
export function testFromRun(
  document: FlowDocument,
  kinds: Kinds,
  samples: FlowSamples,
): FlowTest | undefined {
  const seen = ofLastRun(samples);
  const isTrigger = (node: FlowNode) => kinds.of(node)?.role === "trigger";
  const trigger = document.nodes.find((node) => isTrigger(node) && seen.has(node.id));
  if (!trigger) return undefined;
  const mocks: Record<string, FlowTestMock> = {};
  const expectations: FlowTestExpectation[] = [];
  for (const node of document.nodes) {
    const sample = seen.get(node.id);
    if (!sample || isTrigger(node)) continue;
    if (reachesOutside(kinds.of(node))) mocks[node.id] = mockOf(sample);
    expectations.push(...expectedOf(document, kinds, node, sample));
  }
  return {
    name: "As in the last run",
    trigger: trigger.id,
    items: firstItems(seen.get(trigger.id)),
    mocks,
    expectations,
  };
}

/** Whether a block of this kind is not performed in a test, as the server decides it. */
export function reachesOutside(kind: Kind | undefined): boolean {
  if (!kind) return false;
  const isOutside = kind.group === "message" || kind.group === "network";
  const isHeavy = kind.weight === "heavy" && (isOutside || kind.credentials.length > 0);
  return kind.effect || kind.container === "sub_flow" || isHeavy;
}

/** What a block answers that is not told yet: nothing but an empty item. */
export const EMPTY_MOCK: FlowTestMock = { answer: "items", items: [{}] };

function ofLastRun({ nodes }: FlowSamples): ReadonlyMap<string, Sample> {
  const entries = Object.entries(nodes);
  const last = entries.reduce((at, [, sample]) => Math.max(at, sample.at), 0);
  const run = entries.find(([, sample]) => sample.at === last)?.[1].run;
  return new Map(entries.filter(([, sample]) => sample.run === run));
}

function mockOf({ outputs }: Sample): FlowTestMock {
  const [port, items] = filled(outputs)[0] ?? [];
  if (port === undefined || items === undefined) return EMPTY_MOCK;
  const values = items.map(({ json }) => json);
  return port === ERROR_PORT
    ? { answer: "failure", message: failureIn(values[0]) }
    : { answer: "items", ...(port === "main" ? {} : { port }), items: values };
}

/** Of blocks that choose a way, which; of those at an end, what they gave. */
function expectedOf(
  document: FlowDocument,
  kinds: Kinds,
  node: FlowNode,
  { outputs }: Sample,
): FlowTestExpectation[] {
  const taken = filled(outputs).map(([port]) => port);
  const ways = nodePorts(kinds.of(node), node.parameters).outputs;
  if (ways.length > 1) return taken.map((port) => ({ node: node.id, that: "takes", port }));
  const isEnd = !document.edges.some(({ from }) => from.node === node.id);
  if (!isEnd || node.parent !== undefined) return [];
  const first = outputs[taken[0] ?? ""]?.[0]?.json;
  return first === undefined
    ? [{ node: node.id, that: "runs" }]
    : [{ node: node.id, that: "equals", value: first }];
}

const filled = (outputs: Sample["outputs"]) =>
  Object.entries(outputs).filter(([, items]) => items.length > 0);

function firstItems(sample: Sample | undefined): Json[] {
  return (filled(sample?.outputs ?? {})[0]?.[1] ?? []).map(({ json }) => json);
}

function failureIn(value: Json | undefined): string {
  const error = isObject(value) ? value.error : undefined;
  if (typeof error === "string") return error;
  const message = isObject(error) ? error.message : undefined;
  return typeof message === "string" ? message : "It failed.";
}

function isObject(value: Json | undefined): value is { readonly [name: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// A node as a card: icon, name, what it is, its ports, how it stands in a run.
import type { NodeProps } from "@xyflow/react";
import { clsx } from "clsx";
import { CircleAlert, MessageSquareText, Pin, TriangleAlert } from "lucide-react";
import { memo } from "react";
import {
  describeNode,
  type FlowNode,
  type Kind,
  type NodeState,
  nodeOf,
  nodePorts,
  type Problem,
  type Size,
} from "@/graph";
import { KindIcon } from "./KindIcon";
import { Ports } from "./Ports";
import { StateBadge } from "./StateBadge";
import { useCanvas } from "./store";

/** The element id of a node's card, for `aria-activedescendant`. */
export function cardId(node: string): string {
  return `node-${node}`;
}

export const NodeCard = memo(function NodeCard({ id, width = 0, height = 0 }: NodeProps) {
  const node = useCanvas((state) => nodeOf(state.document, id));
  return node ? <Card node={node} size={{ width, height }} /> : null;
});

function Card({ node, size }: { node: FlowNode; size: Size }) {
  const card = useCard(node, false);
  return (
    <div
      {...card.attributes}
      style={size}
      className={clsx("node-card", card.kind?.role === "trigger" && "is-trigger", card.classes)}
    >
      <CardHeader node={node} kind={card.kind} problems={card.problems} />
      <Ports node={node.id} ports={card.ports} size={size} />
      <StateBadge state={card.state} />
      {node.note && <NoteBubble text={node.note} />}
    </div>
  );
}

/** What cards and boxes have in common. */
export function useCard(node: FlowNode, isFolded: boolean) {
  const { id } = node;
  const kind = useCanvas((state) => state.kinds.of(node));
  const label = useCanvas(({ document, kinds, nodeStates, edgeCounts, problems, pages }) =>
    describeNode(document, kinds, node, {
      state: nodeStates[id],
      counts: edgeCounts,
      problems: problems.get(id),
      isFolded,
      page: pages[id],
    }),
  );
  const state = useCanvas(({ nodeStates }) => nodeStates[id]);
  const mark = useCanvas(({ marks }) => marks?.[id]);
  const isStale = useCanvas(({ stale }) => stale?.has(id) ?? false) && hasRun(state);
  const condition = useCanvas(({ breakpoints }) => breakpoints?.[id]);
  const isPinned = useCanvas(({ document }) => document.pinned?.[id] !== undefined);
  const problems = useCanvas((canvas) => canvas.problems.get(id));
  const isSelected = useCanvas(({ selected }) => selected.has(id));
  const isActive = useCanvas(({ active }) => active === id);
  const attributes = {
    id: cardId(id),
    role: "group",
    "aria-roledescription": "node",
    "aria-label": [
      label,
      mark && `In comparison: ${mark}.`,
      stopOf(condition),
      isPinned && "Pinned.",
      isStale && "Changed since this run.",
    ]
      .filter(Boolean)
      .join(" "),
    "data-state": state,
    "data-mark": mark,
    "data-stale": isStale || undefined,
    "data-breakpoint": condition === undefined ? undefined : condition ? "if" : "always",
  };
  const classes = clsx(
    isSelected && "is-selected",
    isActive && "is-active",
    node.disabled && "is-disabled",
  );
  return { kind, state, problems, attributes, classes, ports: nodePorts(kind, node.parameters) };
}

/** Whether a run came to the node; what it did not reach cannot be stale. */
function hasRun(state: NodeState | undefined): boolean {
  return state !== undefined && state !== "idle" && state !== "skipped";
}

/** What a breakpoint says in words. */
function stopOf(condition: string | undefined): string | undefined {
  if (condition === undefined) return undefined;
  return condition ? "Breakpoint under a condition." : "Breakpoint.";
}

type HeaderProps = {
  node: FlowNode;
  kind: Kind | undefined;
  problems: readonly Problem[] | undefined;
  /** Instead of what the node is. */
  detail?: string | undefined;
};

/** Icon, name and what it is. */
export function CardHeader({ node, kind, problems, detail }: HeaderProps) {
  return (
    <div className="flex h-16 min-w-0 flex-1 items-center gap-3 px-3">
      <KindIcon kind={kind} />
      <Names node={node} title={kind?.title} summary={kind?.summary} detail={detail} />
      <PinMark node={node.id} />
      <ProblemMark problems={problems} />
    </div>
  );
}

type NamesProps = {
  node: FlowNode;
  title: string | undefined;
  summary: string | undefined;
  detail: string | undefined;
};

function Names({ node, title, summary, detail }: NamesProps) {
  const kindOrSummary =
    title === undefined ? `Unknown: ${node.kind}` : node.name === title ? summary : title;
  const second = detail ?? kindOrSummary;
  return (
    <div className="min-w-0 flex-1">
      <p className="truncate text-[0.875rem] leading-5 font-semibold text-ink">{node.name}</p>
      <p className="truncate text-xs text-ink-soft">
        {node.disabled ? "Disabled: passes items on" : second}
      </p>
    </div>
  );
}

/** What it gives in tests is pinned. */
function PinMark({ node }: { node: string }) {
  const isPinned = useCanvas(({ document }) => document.pinned?.[node] !== undefined);
  if (!isPinned) return null;
  return (
    <span title="In tests it gives what is pinned" className="shrink-0 text-accent">
      <Pin size={16} aria-hidden="true" />
    </span>
  );
}

function ProblemMark({ problems }: { problems: readonly Problem[] | undefined }) {
  if (!problems || problems.length === 0) return null;
  const isError = problems.some((problem) => problem.severity === "error");
  const Icon = isError ? CircleAlert : TriangleAlert;
  const title = problems.map((problem) => problem.message).join("\n");
  return (
    <span title={title} className={clsx("shrink-0", isError ? "text-bad" : "text-warn")}>
      <Icon size={18} aria-hidden="true" />
    </span>
  );
}

function NoteBubble({ text }: { text: string }) {
  return (
    <p className="node-note" title={text}>
      <MessageSquareText size={12} aria-hidden="true" className="mt-0.5 shrink-0" />
      <span className="line-clamp-2">{text}</span>
    </p>
  );
}

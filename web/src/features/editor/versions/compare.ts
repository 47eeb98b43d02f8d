// Two versions drawn into one another: what is gone stands where it stood.
import type { FlowChange } from "@/api/types";
import type { Mark, Marks } from "@/canvas";
import { type FlowDocument, type FlowNode, freePlace, type Kinds } from "@/graph";

export type Comparison = {
  readonly before: FlowDocument;
  readonly after: FlowDocument;
  /** The newer one with what was removed since the older one. */
  readonly overlay: FlowDocument;
  readonly marks: Record<"before" | "after" | "overlay", Marks>;
};

export function compare(
  before: FlowDocument,
  after: FlowDocument,
  changes: readonly FlowChange[],
  kinds: Kinds,
): Comparison {
  const gone = new Set(
    changes.filter(({ kind }) => kind === "removed").map(({ what, id }) => `${what}/${id}`),
  );
  const overlay: FlowDocument = {
    ...after,
    nodes: withGone(
      after,
      before.nodes.filter(({ id }) => gone.has(`node/${id}`)),
      kinds,
    ),
    edges: [...after.edges, ...before.edges.filter(({ id }) => gone.has(`edge/${id}`))],
    notes: [
      ...(after.notes ?? []),
      ...(before.notes ?? []).filter(({ id }) => gone.has(`note/${id}`)),
    ],
  };
  return {
    before: unfolded(before),
    after: unfolded(after),
    overlay: unfolded(overlay),
    marks: {
      before: marksOf(changes, (mark) => mark !== "added"),
      after: marksOf(changes, (mark) => mark !== "removed"),
      overlay: marksOf(changes, () => true),
    },
  };
}

/** The nodes with those that are gone; where something else stands now, below it. */
function withGone(
  after: FlowDocument,
  gone: readonly FlowNode[],
  kinds: Kinds,
): readonly FlowNode[] {
  const ids = new Set(gone.map(({ id }) => id));
  const boxes = new Set(gone.map(({ parent }) => parent));
  const nodes = [...after.nodes];
  for (const node of gone) {
    // A box that is gone stays where it was, around what was in it.
    const stays = boxes.has(node.id) || (node.parent !== undefined && ids.has(node.parent));
    const position = stays
      ? node.position
      : freePlace({ ...after, nodes }, kinds, node.position, node.parent);
    nodes.push({ ...node, position });
  }
  return nodes;
}

/** A folded group would hide what changed in it. */
function unfolded(document: FlowDocument): FlowDocument {
  const { groups } = document;
  if (!groups) return document;
  return { ...document, groups: groups.map((group) => ({ ...group, collapsed: false })) };
}

/** What means something else counts for more than what only stands elsewhere. */
function marksOf(changes: readonly FlowChange[], isShown: (mark: Mark) => boolean): Marks {
  const marks: Record<string, Mark> = {};
  for (const { what, id, kind } of changes) {
    const isDrawn = what === "node" || what === "edge";
    if (isDrawn && isShown(kind) && (kind !== "moved" || !marks[id])) marks[id] = kind;
  }
  return marks;
}

// All problems of the draft: the server's for what it last saw, and at once
// those this page can tell of by itself.
import { type FlowDocument, type Kinds, localProblems, nodesById, type Problem } from "@/graph";

/** The problems to show for a document the server has not seen in this form yet. */
export function currentProblems(
  document: FlowDocument,
  kinds: Kinds,
  known: readonly Problem[],
): readonly Problem[] {
  const byId = nodesById(document);
  const edges = new Set(document.edges.map((edge) => edge.id));
  const still = known.filter(({ node, edge }) => {
    return (!node || byId.has(node)) && (!edge || edges.has(edge));
  });
  const own = localProblems(document, kinds).filter((problem) => !still.some(isLike(problem)));
  return [...still, ...own];
}

/** The problems of each node; one of an arrow counts for the node it starts at. */
export function problemsByNode(
  problems: readonly Problem[],
): ReadonlyMap<string, readonly Problem[]> {
  const table = new Map<string, Problem[]>();
  for (const problem of problems) {
    if (!problem.node) continue;
    const list = table.get(problem.node);
    if (list) list.push(problem);
    else table.set(problem.node, [problem]);
  }
  return table;
}

function isLike(one: Problem) {
  return (other: Problem) =>
    // A circle is at whichever of its nodes one comes to first.
    (one.code === "cycle" && other.code === "cycle") ||
    (one.node === (other.node ?? undefined) &&
      (one.code === other.code || one.message === other.message));
}

// Which iterations of loops a run went through, and the part of it that is looked
// at: one iteration of each loop.

import type { EdgeCount, EdgeCounts, NodeState } from "./describe";
import type { FlowDocument } from "./document";
import { nodeOf } from "./look-up";

/** What of a step this needs. */
export type PlacedStep = {
  readonly node: string;
  readonly state: NodeState;
  /** The boxes around it with the iteration of each, from the outside in. */
  readonly place?: readonly Place[] | null;
  /** How many items went out, by port. */
  readonly items_out?: Readonly<Record<string, number>>;
  /** Of a loop: how many iterations began. The history may leave out the middle ones. */
  readonly iterations?: number | null;
};
export type Place = { readonly node: string; readonly iteration: number };

/** The iteration of a loop that is looked at, and the ways to others; numbers begin with 0. */
export type BoxPage = {
  readonly shown: number;
  readonly total: number;
  readonly previous: number | undefined;
  readonly next: number | undefined;
  /** The next one that failed, after the last one the first again. */
  readonly nextFailed: number | undefined;
};

/** The iterations people chose, by box; what nobody chose is decided by `pagesOf`. */
export type ChosenIterations = Readonly<Record<string, number>>;

/**
 * The pages of each loop: the chosen iteration, else the first that failed, else
 * the last. An inner loop has the iterations of the shown one of the outer.
 */
export function pagesOf(
  steps: readonly PlacedStep[],
  chosen: ChosenIterations,
): Readonly<Record<string, BoxPage>> {
  const pages: Record<string, BoxPage> = {};
  for (let depth = 0; ; depth += 1) {
    const seen = new Map<string, Map<number, boolean>>();
    for (const step of steps) {
      const at = step.place?.[depth];
      if (!at || !isShown(step.place?.slice(0, depth) ?? [], pages)) continue;
      const iterations = seen.get(at.node) ?? new Map<number, boolean>();
      seen.set(at.node, iterations);
      iterations.set(at.iteration, iterations.get(at.iteration) === true || hasFailed(step));
    }
    if (seen.size === 0) return pages;
    for (const [box, iterations] of seen) {
      pages[box] = pageOf(iterations, chosen[box], totalOf(steps, box, pages));
    }
  }
}

/** The steps in the iterations that are looked at, and those in no box. */
export function shownSteps<Step extends PlacedStep>(
  steps: readonly Step[],
  pages: Readonly<Record<string, BoxPage>>,
): readonly Step[] {
  return steps.filter((step) => isShown(step.place ?? [], pages));
}

/** How each node stands in the iterations that are looked at. */
export function statesIn(steps: readonly PlacedStep[]): Readonly<Record<string, NodeState>> {
  return Object.fromEntries(steps.map(({ node, state }) => [node, state]));
}

/** How many iterations the shown step of a loop says there were. */
function totalOf(
  steps: readonly PlacedStep[],
  box: string,
  pages: Readonly<Record<string, BoxPage>>,
): number | undefined {
  const own = steps.findLast(
    ({ node, iterations, place }) =>
      node === box && iterations != null && isShown(place ?? [], pages),
  );
  return own?.iterations ?? undefined;
}

/**
 * How many items went along each arrow; along those in boxes, in the iteration
 * whose steps these are.
 */
export function countsIn(
  document: FlowDocument,
  shown: readonly PlacedStep[],
  counts: EdgeCounts,
): EdgeCounts {
  const inBoxes = shown.filter(({ place }) => place != null && place.length > 0);
  if (inBoxes.length === 0) return counts;
  const last = new Map(inBoxes.map((step) => [step.node, step]));
  const own = document.edges
    .filter(({ from }) => nodeOf(document, from.node)?.parent !== undefined)
    .map(({ id, from }): [string, EdgeCount] => {
      const items = last.get(from.node)?.items_out?.[from.port];
      return [id, { state: items === undefined ? "skipped" : "taken", items: items ?? 0 }];
    });
  return { ...counts, ...Object.fromEntries(own) };
}

function pageOf(
  iterations: ReadonlyMap<number, boolean>,
  chosen: number | undefined,
  total: number | undefined,
): BoxPage {
  const numbers = [...iterations.keys()].sort((one, other) => one - other);
  const failed = numbers.filter((number) => iterations.get(number));
  const last = numbers.at(-1) ?? 0;
  const isThere = chosen !== undefined && iterations.has(chosen);
  const shown = isThere ? chosen : (failed[0] ?? last);
  const others = failed.filter((number) => number !== shown);
  return {
    shown,
    total: Math.max(total ?? 0, last + 1),
    previous: numbers.findLast((number) => number < shown),
    next: numbers.find((number) => number > shown),
    nextFailed: others.find((number) => number > shown) ?? others[0],
  };
}

function isShown(place: readonly Place[], pages: Readonly<Record<string, BoxPage>>): boolean {
  return place.every(({ node, iteration }) => pages[node]?.shown === iteration);
}

function hasFailed({ state }: PlacedStep): boolean {
  return state === "failed" || state === "in_doubt";
}

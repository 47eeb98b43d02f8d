// Where a person's test runs stop: kept in the browser, a matter of whoever looks for
// a fault and not of the flow.
import type { FlowDocument } from "@/graph";
import type { Editor } from "./editor";
import type { EditorState } from "./store";

/** The condition by node or by arrow; an empty text stops always. */
export type Breakpoints = Readonly<Record<string, string>>;

/** Sets what was set last time, and keeps what is set from now on. */
export function keepBreakpoints(editor: Editor, workspace: string, flow: string): () => void {
  const ofNodes = `towpath.breakpoints.${workspace}.${flow}`;
  const ofArrows = `towpath.arrow-stops.${workspace}.${flow}`;
  editor.store.setState({ breakpoints: read(ofNodes), arrowStops: read(ofArrows) });
  return editor.store.subscribe(({ breakpoints, arrowStops }, before) => {
    if (breakpoints !== before.breakpoints) write(ofNodes, breakpoints);
    if (arrowStops !== before.arrowStops) write(ofArrows, arrowStops);
  });
}

function write(key: string, breakpoints: Breakpoints): void {
  try {
    if (Object.keys(breakpoints).length > 0) localStorage.setItem(key, JSON.stringify(breakpoints));
    else localStorage.removeItem(key);
  } catch {
    // A browser without storage keeps it until the page is left.
  }
}

/** Sets a breakpoint, with another condition, or takes it away. */
export function setBreakpoint(
  { store }: Pick<Editor, "store">,
  node: string,
  condition: string | undefined,
): void {
  store.setState(({ breakpoints }) => ({ breakpoints: withStop(breakpoints, node, condition) }));
}

/** The same on an arrow: tests stop when items have come along it. */
export function setArrowStop(
  { store }: Pick<Editor, "store">,
  edge: string,
  condition: string | undefined,
): void {
  store.setState(({ arrowStops }) => ({ arrowStops: withStop(arrowStops, edge, condition) }));
}

/** Sets a breakpoint on an arrow that stops always, or takes the one there is away. */
export function toggleArrowStop(editor: Pick<Editor, "store">, edge: string): void {
  const isSet = editor.store.getState().arrowStops[edge] !== undefined;
  setArrowStop(editor, edge, isSet ? undefined : "");
}

/** The arrow that is chosen, if nothing else is. */
export function chosenArrow({ selected, selectedEdges }: EditorState): string | undefined {
  const [edge] = selectedEdges;
  return selected.size === 0 && selectedEdges.size === 1 ? edge : undefined;
}

function withStop(stops: Breakpoints, id: string, condition: string | undefined): Breakpoints {
  const { [id]: _, ...others } = stops;
  return condition === undefined ? others : { ...others, [id]: condition.trim() };
}

/** Those before nodes that are there. */
export function breakpointsIn(document: FlowDocument, breakpoints: Breakpoints): Breakpoints {
  return among(document.nodes, breakpoints);
}

/** Those on arrows that are there. */
export function arrowStopsIn(document: FlowDocument, arrowStops: Breakpoints): Breakpoints {
  return among(document.edges, arrowStops);
}

function among(present: readonly { readonly id: string }[], stops: Breakpoints): Breakpoints {
  const ids = new Set(present.map(({ id }) => id));
  return Object.fromEntries(Object.entries(stops).filter(([id]) => ids.has(id)));
}

function read(key: string): Breakpoints {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? "{}");
    const entries = Object.entries(typeof kept === "object" && kept !== null ? kept : {});
    return Object.fromEntries(entries.filter(([, condition]) => typeof condition === "string"));
  } catch {
    return {};
  }
}

// Where a person's test runs stop: kept in the browser, a matter of whoever looks for
// a fault and not of the flow.
import type { FlowDocument } from "@/graph";
import type { Editor } from "./editor";

/** The condition by node; an empty text stops always. */
export type Breakpoints = Readonly<Record<string, string>>;

/** Sets what was set last time, and keeps what is set from now on. */
export function keepBreakpoints(editor: Editor, workspace: string, flow: string): () => void {
  const key = `towpath.breakpoints.${workspace}.${flow}`;
  editor.store.setState({ breakpoints: read(key) });
  return editor.store.subscribe(({ breakpoints }, before) => {
    if (breakpoints === before.breakpoints) return;
    try {
      if (Object.keys(breakpoints).length > 0)
        localStorage.setItem(key, JSON.stringify(breakpoints));
      else localStorage.removeItem(key);
    } catch {
      // A browser without storage keeps it until the page is left.
    }
  });
}

/** Sets a breakpoint, with another condition, or takes it away. */
export function setBreakpoint(
  { store }: Pick<Editor, "store">,
  node: string,
  condition: string | undefined,
): void {
  const { [node]: _, ...others } = store.getState().breakpoints;
  const breakpoints = condition === undefined ? others : { ...others, [node]: condition.trim() };
  store.setState({ breakpoints });
}

/** Those before nodes that are there. */
export function breakpointsIn(document: FlowDocument, breakpoints: Breakpoints): Breakpoints {
  const ids = new Set(document.nodes.map(({ id }) => id));
  return Object.fromEntries(Object.entries(breakpoints).filter(([node]) => ids.has(node)));
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

// The keys that walk along the flow: arrows, Home and End, letters that find a
// node by its name, and Page Up and Page Down for the iterations of a loop.
import { type KeyboardEvent, useRef } from "react";
import { boxesAround, type Direction, type FlowDocument, neighbour, readingOrder } from "@/graph";
import { useCanvasActions } from "./actions";
import { useCanvasStore } from "./store";
import type { CanvasView } from "./view";

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/** Letters typed within this time belong to one name. */
const NAME_WITHIN_MS = 900;

/** A handler that answers whether the key was one of these. */
export function useWalkKeys(view: CanvasView): (event: KeyboardEvent) => boolean {
  const store = useCanvasStore();
  const actions = useCanvasActions();
  const typed = useRef({ text: "", at: 0 });

  const go = (id: string | undefined, event: KeyboardEvent) => {
    event.preventDefault();
    if (id === undefined) return;
    actions.onActive(id);
    const { selected } = store.getState();
    actions.onSelect(new Set(event.shiftKey ? [...selected, id] : [id]), new Set());
    view.show(id);
  };

  /** Another iteration of the innermost loop around the keyboard. */
  const turn = (way: "next" | "previous") => {
    const { document, active, pages } = store.getState();
    if (active === undefined) return;
    const boxes = [active, ...boxesAround(document, active).map(({ id }) => id)];
    const box = boxes.find((id) => pages[id]);
    const iteration = box === undefined ? undefined : pages[box]?.[way];
    if (box !== undefined && iteration !== undefined) actions.onPage(box, iteration);
  };

  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const { document, active, folded } = store.getState();
    const direction = DIRECTIONS[event.key];
    if (direction) {
      go(walk(document, active, direction, folded), event);
      return true;
    }
    if (event.key === "Home" || event.key === "End") {
      go(readingOrder(document).at(event.key === "Home" ? 0 : -1)?.id, event);
      return true;
    }
    if (event.key === "PageDown" || event.key === "PageUp") {
      event.preventDefault();
      turn(event.key === "PageDown" ? "next" : "previous");
      return true;
    }
    const isContinued =
      typed.current.text !== "" && event.timeStamp - typed.current.at < NAME_WITHIN_MS;
    if (!isLetter(event.key) || (!isContinued && isTaken(event))) return false;
    const text = (isContinued ? typed.current.text : "") + event.key.toLowerCase();
    typed.current = { text, at: event.timeStamp };
    const found = findByName(document, text, active);
    if (found !== undefined) go(found, event);
    return true;
  };
}

/** Where an arrow key leads; to the first node if the keyboard is at none. */
export function walk(
  document: FlowDocument,
  active: string | undefined,
  direction: Direction,
  folded: ReadonlySet<string>,
) {
  const isThere = active !== undefined && document.nodes.some(({ id }) => id === active);
  return isThere ? neighbour(document, active, direction, folded) : readingOrder(document)[0]?.id;
}

/** The next node after `active`, in reading order, whose name or one of its words starts so. */
export function findByName(document: FlowDocument, text: string, active: string | undefined) {
  const order = readingOrder(document);
  const start = order.findIndex(({ id }) => id === active);
  // One more letter may still mean the node just found.
  const from = text.length > 1 ? Math.max(start, 0) : start + 1;
  const turned = [...order.slice(from), ...order.slice(0, from)];
  const starts = (name: string) => name.toLowerCase().startsWith(text);
  return (
    turned.find(({ name }) => starts(name)) ??
    turned.find(({ name }) => name.split(/\s+/).some(starts))
  )?.id;
}

function isLetter(key: string): boolean {
  return key.length === 1 && /[\p{L}\p{N}]/u.test(key);
}

/** Letters and digits that are shortcuts of the editor; names that start so are found with `/`. */
function isTaken(event: KeyboardEvent): boolean {
  return /^[012bcdnpr?]$/.test(event.key) || event.shiftKey;
}

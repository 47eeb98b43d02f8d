// An area one types in that is no text area: its letters are those of the mail. The
// value is read from it while somebody types, and put into it only when it has been
// changed elsewhere, so that the caret stays where it is.

import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { useForm } from "../context";
import { typedPath } from "../expression/segment";
import { INSERT_EVENT } from "../expression/target";
import { type Json, sameJson } from "../json";
import { forgetMarks, markExpressions } from "./highlight";

interface Area<Value> {
  value: Value;
  read(element: HTMLElement): Value;
  write(element: HTMLElement, value: Value): void;
  onChange(value: Value): void;
}

export function useTypedArea<Value extends Json | undefined>({
  value,
  read,
  write,
  onChange,
}: Area<Value>): { ref: RefObject<HTMLDivElement | null>; onInput(): void } {
  const ref = useRef<HTMLDivElement>(null);
  const shown = useRef<{ value: Value }>(undefined);
  const caret = useRef<Range>(undefined);
  const { target } = useForm().context;

  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    if (shown.current === undefined || !sameJson(shown.current.value, value)) {
      keepingCaret(element, () => write(element, value));
      shown.current = { value };
    }
    markExpressions(element);
  });

  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const keep = () => {
      const selection = getSelection();
      const range = selection && selection.rangeCount > 0 ? selection.getRangeAt(0) : undefined;
      if (range && element.contains(range.commonAncestorContainer)) caret.current = range;
    };
    const insert = (path: string) => insertPath(element, caret.current, path);
    const onInsert = (event: Event) => insert((event as CustomEvent<string>).detail);
    const onFocus = () => target?.enter(insert);
    document.addEventListener("selectionchange", keep);
    element.addEventListener(INSERT_EVENT, onInsert);
    element.addEventListener("focus", onFocus);
    return () => {
      document.removeEventListener("selectionchange", keep);
      element.removeEventListener(INSERT_EVENT, onInsert);
      element.removeEventListener("focus", onFocus);
      target?.leave(insert);
      forgetMarks(element);
    };
  }, [target]);

  const onInput = () => {
    const element = ref.current;
    if (!element) return;
    const next = read(element);
    shown.current = { value: next };
    onChange(next);
  };
  return { ref, onInput };
}

/** Who types goes on where the change ends: what undo brought back, or where it took something. */
function keepingCaret(element: HTMLElement, write: () => void): void {
  const before = element.textContent ?? "";
  write();
  if (document.activeElement !== element) return;
  const after = element.textContent ?? "";
  const most = Math.min(before.length, after.length);
  let end = 0;
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  placeCaret(element, after.length - end);
}

/** Puts the caret behind so many letters of an element. */
function placeCaret(element: HTMLElement, letters: number): void {
  const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let left = letters;
  let last: Node = element;
  while (texts.nextNode()) {
    last = texts.currentNode;
    const { length } = last.textContent ?? "";
    if (left <= length) break;
    left -= length;
  }
  const offset = last === element ? 0 : Math.min(left, (last.textContent ?? "").length);
  getSelection()?.collapse(last, offset);
}

/** Types a path at the caret as a person would, so that everything else follows. */
function insertPath(element: HTMLElement, caret: Range | undefined, path: string): void {
  element.focus();
  const selection = getSelection();
  if (caret && element.contains(caret.commonAncestorContainer)) {
    selection?.removeAllRanges();
    selection?.addRange(caret);
  }
  const node = selection?.anchorNode;
  const text = node?.nodeType === Node.TEXT_NODE ? (node.textContent ?? "") : "";
  document.execCommand("insertText", false, typedPath(text, selection?.anchorOffset ?? 0, path));
}

/** Only words are taken from the clipboard: looks of other pages are no looks of this mail. */
export function pastePlain(event: React.ClipboardEvent, oneLine: boolean): void {
  event.preventDefault();
  const text = event.clipboardData.getData("text/plain");
  const words = oneLine ? text.replaceAll(/\s*[\r\n]+\s*/g, " ") : text;
  document.execCommand("insertText", false, words);
}

// Puts text into a text area as if it had been typed.

import { typedPath } from "./segment";

/** Types as the person would, so that undo in the field takes it back. */
export function typeInto(
  area: HTMLTextAreaElement,
  text: string,
  start: number,
  end: number,
): void {
  area.focus();
  area.setSelectionRange(start, end);
  if (document.execCommand?.("insertText", false, text)) return;
  // React overlooks a value set through its own property, so the browser's is used.
  const setter = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value")?.set;
  setter?.call(area, area.value.slice(0, start) + text + area.value.slice(end));
  area.setSelectionRange(start + text.length, start + text.length);
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Puts a path at the caret, with braces unless it stands inside some. */
export function typePath(area: HTMLTextAreaElement, path: string): void {
  const { selectionStart: start, selectionEnd: end, value } = area;
  typeInto(area, typedPath(value, start, path), start, end);
}

// Marks expressions in what is being typed without touching its elements: the browser
// draws them over the letters. One that cannot draws none.

import { segments } from "../expression/segment";

const NAME = "towpath-expression";

/** The marks of each element that is typed in. */
const marks = new Map<HTMLElement, Range[]>();

export function markExpressions(element: HTMLElement): void {
  const ranges: Range[] = [];
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    for (const part of segments(node.textContent ?? "")) {
      if (part.kind === "text") continue;
      const range = document.createRange();
      range.setStart(node, part.start);
      range.setEnd(node, part.start + part.text.length);
      ranges.push(range);
    }
  }
  marks.set(element, ranges);
  draw();
}

export function forgetMarks(element: HTMLElement): void {
  marks.delete(element);
  draw();
}

function draw(): void {
  if (!("highlights" in CSS) || typeof Highlight === "undefined") return;
  CSS.highlights.set(NAME, new Highlight(...[...marks.values()].flat()));
}

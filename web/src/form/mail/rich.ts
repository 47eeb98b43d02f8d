// Lines of a mail as elements a person types in, and back. What the browser makes while
// somebody types is read for its words and four looks; all else it brings is left out.

import { segments } from "../expression/segment";
import type { Line, ListKind, Span } from "./design";

type Look = { bold?: boolean; italic?: boolean; link?: string };

/** Draws the lines into an element, in place of what is in it. */
export function writeLines(element: HTMLElement, lines: readonly Line[]): void {
  const parts: Node[] = [];
  let list: { kind: ListKind; element: HTMLElement } | undefined;
  for (const line of lines.length === 0 ? [{}] : lines) {
    const kind = line.list ?? "none";
    if (kind === "none") {
      list = undefined;
      parts.push(lineElement("p", line));
      continue;
    }
    if (list?.kind !== kind) {
      list = { kind, element: document.createElement(kind === "bullet" ? "ul" : "ol") };
      parts.push(list.element);
    }
    list.element.append(lineElement("li", line));
  }
  element.replaceChildren(...parts);
}

function lineElement(tag: "p" | "li", { spans = [] }: Line): HTMLElement {
  const element = document.createElement(tag);
  for (const span of spans) element.append(...spanNodes(span));
  // An empty paragraph has no height and takes no caret.
  if (element.textContent === "") element.append(document.createElement("br"));
  return element;
}

function spanNodes({ text, bold, italic, link }: Span): Node[] {
  const wraps = [
    link ? linkTo(link) : undefined,
    bold ? document.createElement("strong") : undefined,
    italic ? document.createElement("em") : undefined,
  ].filter((wrap) => wrap !== undefined);
  const pieces = text
    .split("\n")
    .flatMap((piece, index) => (index === 0 ? [piece] : [document.createElement("br"), piece]));
  const [outer, ...inner] = wraps;
  if (outer === undefined)
    return pieces.map((piece) =>
      typeof piece === "string" ? document.createTextNode(piece) : piece,
    );
  const innermost = inner.reduce<HTMLElement>((parent, wrap) => {
    parent.append(wrap);
    return wrap;
  }, outer);
  innermost.append(...pieces);
  return [outer];
}

function linkTo(link: string): HTMLAnchorElement {
  const anchor = document.createElement("a");
  anchor.setAttribute("href", link);
  return anchor;
}

/** Reads what stands in an element. */
export function readLines(element: HTMLElement): Line[] {
  const lines: Line[] = [];
  readBlock(element, "none", lines);
  return lines.length === 0 ? [{ spans: [] }] : lines;
}

const BLOCKS = new Set(["P", "DIV", "H1", "H2", "H3", "H4", "BLOCKQUOTE", "UL", "OL", "LI"]);

function readBlock(parent: Node, list: ListKind, lines: Line[]): void {
  let loose: Node[] = [];
  const end = () => {
    if (loose.length > 0) lines.push(lineOf(loose, list));
    loose = [];
  };
  for (const child of parent.childNodes) {
    if (!(child instanceof HTMLElement) || !BLOCKS.has(child.tagName)) {
      loose.push(child);
      continue;
    }
    end();
    if (child.tagName === "UL") readBlock(child, "bullet", lines);
    else if (child.tagName === "OL") readBlock(child, "number", lines);
    else if ([...child.children].some((inner) => BLOCKS.has(inner.tagName)))
      readBlock(child, child.tagName === "LI" ? list : "none", lines);
    else lines.push(lineOf([...child.childNodes], child.tagName === "LI" ? list : "none"));
  }
  end();
}

function lineOf(nodes: readonly Node[], list: ListKind): Line {
  const spans: Span[] = [];
  for (const node of nodes) readSpans(node, {}, spans);
  const tidy = tidySpans(spans);
  return list === "none" ? { spans: tidy } : { list, spans: tidy };
}

function readSpans(node: Node, look: Look, spans: Span[]): void {
  if (node.nodeType === Node.TEXT_NODE) {
    spans.push({ text: node.textContent ?? "", ...look });
    return;
  }
  if (!(node instanceof HTMLElement)) return;
  if (node.tagName === "BR") {
    spans.push({ text: "\n", ...look });
    return;
  }
  for (const child of node.childNodes) readSpans(child, lookOf(node, look), spans);
}

function lookOf(element: HTMLElement, look: Look): Look {
  const weight = element.style?.fontWeight;
  const isBold = ["B", "STRONG"].includes(element.tagName) || weight === "bold" || weight === "700";
  const isItalic = ["I", "EM"].includes(element.tagName) || element.style?.fontStyle === "italic";
  const link = element.tagName === "A" ? element.getAttribute("href") : null;
  return {
    ...look,
    ...(isBold && { bold: true }),
    ...(isItalic && { italic: true }),
    ...(link && { link }),
  };
}

/**
 * Parts of one look are one; an expression is not cut by a look that was given to half
 * of it: it has that of its first letter. The break the browser keeps at the end of a
 * line is none.
 */
export function tidySpans(spans: readonly Span[]): Span[] {
  const text = spans.map((span) => span.text).join("");
  const looks = spans.flatMap(({ text: own, ...look }) => Array.from(own, () => look));
  // Looks are counted by letter as `Array.from` counts; so is the text.
  const letters = Array.from(text);
  const whole = expressionOf(text);
  const result: Span[] = [];
  letters.forEach((letter, index) => {
    const look = looks[whole[index] ?? index] ?? {};
    const last = result.at(-1);
    if (last && sameLook(last, look)) last.text += letter;
    else result.push({ text: letter, ...look });
  });
  const last = result.at(-1);
  if (last?.text.endsWith("\n")) last.text = last.text.slice(0, -1);
  return result.filter((span) => span.text !== "");
}

/** For each letter of an expression, the place of its first one. */
function expressionOf(text: string): number[] {
  const places: number[] = [];
  for (const part of segments(text)) {
    if (part.kind !== "expression") continue;
    const start = Array.from(text.slice(0, part.start)).length;
    const count = Array.from(part.text).length;
    for (let index = start; index < start + count; index += 1) places[index] = start;
  }
  return places;
}

function sameLook(left: Look, right: Look): boolean {
  return (
    (left.bold ?? false) === (right.bold ?? false) &&
    (left.italic ?? false) === (right.italic ?? false) &&
    (left.link ?? "") === (right.link ?? "")
  );
}

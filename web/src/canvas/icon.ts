// Reads the SVG text of an icon. Icons come with the kinds from the server and
// are drawn as React elements made from this list of harmless shapes: whatever
// else is in the text (scripts, links, styles, handlers) is left out.

/** A shape with the attributes React knows it by. */
export type IconShape = {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly IconShape[];
};

const TAGS = new Set(["g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon"]);

/** Allowed attributes, by the name React wants. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  d: "d",
  cx: "cx",
  cy: "cy",
  r: "r",
  rx: "rx",
  ry: "ry",
  x: "x",
  y: "y",
  x1: "x1",
  y1: "y1",
  x2: "x2",
  y2: "y2",
  width: "width",
  height: "height",
  points: "points",
  transform: "transform",
  fill: "fill",
  stroke: "stroke",
  opacity: "opacity",
  viewbox: "viewBox",
  "fill-rule": "fillRule",
  "clip-rule": "clipRule",
  "fill-opacity": "fillOpacity",
  "stroke-width": "strokeWidth",
  "stroke-linecap": "strokeLinecap",
  "stroke-linejoin": "strokeLinejoin",
  "stroke-miterlimit": "strokeMiterlimit",
  "stroke-dasharray": "strokeDasharray",
  "stroke-opacity": "strokeOpacity",
};

/** Values hold numbers, letters of path commands, colours and `rotate(…)`; a `url(…)` could fetch. */
const VALUE = /^[\w\s.,#%()+-]*$/;
const TAG = /<(\/?)([a-zA-Z][\w:-]*)((?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/g;
const ATTRIBUTE = /([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const SIZE_MAXIMUM = 20_000;

const known = new Map<string, IconShape | undefined>();

/** The icon as shapes under one `svg`; undefined if the text is no such icon. */
export function readIcon(text: string): IconShape | undefined {
  if (!known.has(text)) known.set(text, parse(text));
  return known.get(text);
}

function parse(text: string): IconShape | undefined {
  if (text.length > SIZE_MAXIMUM) return undefined;
  const start = text.search(/<svg[\s>]/);
  if (start < 0) return undefined;
  type Open = { tag: string; attributes: Record<string, string>; children: IconShape[] };
  const root: Open = { tag: "svg", attributes: {}, children: [] };
  const open: Open[] = [root];
  /** The tag whose whole content is left out, and how deep it is nested in itself. */
  let skipped: { tag: string; depth: number } | undefined;
  for (const [, closing, name = "", given = "", selfClosing] of text.slice(start).matchAll(TAG)) {
    const tag = name.toLowerCase();
    if (skipped) {
      if (tag === skipped.tag && !selfClosing) skipped.depth += closing ? -1 : 1;
      if (skipped.depth === 0) skipped = undefined;
    } else if (closing) {
      if (open.length > 1 && open.at(-1)?.tag === tag) open.pop();
    } else if (tag === "svg") {
      root.attributes = readAttributes(given);
    } else if (!TAGS.has(tag)) {
      if (!selfClosing) skipped = { tag, depth: 1 };
    } else {
      const shape: Open = { tag, attributes: readAttributes(given), children: [] };
      open.at(-1)?.children.push(shape);
      if (!selfClosing) open.push(shape);
    }
  }
  return root.children.length > 0 ? root : undefined;
}

function readAttributes(text: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = "", double, single] of text.matchAll(ATTRIBUTE)) {
    const known = ATTRIBUTES[name.toLowerCase()];
    const value = double ?? single ?? "";
    if (known && VALUE.test(value) && !/url/i.test(value)) attributes[known] = value;
  }
  return attributes;
}

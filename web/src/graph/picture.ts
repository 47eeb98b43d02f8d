// Draws a flow as an SVG text of its own: what the canvas shows, without a browser.

import { curvePath } from "./arrow";
import { ERROR_PORT, type FlowDocument, type FlowNode } from "./document";
import { curveOf } from "./edge-hit";
import { around, HEADER_HEIGHT, type Rectangle, ROW_HEIGHT, rowCount } from "./geometry";
import { type Kind, type Kinds, nodePorts } from "./kind";
import { rectangleOf, type Scene, sceneOf } from "./scene";

/** The colours of a picture, as any CSS says them. */
export type PictureColours = {
  readonly ground: string;
  readonly surface: string;
  readonly line: string;
  readonly arrow: string;
  readonly ink: string;
  readonly soft: string;
  readonly accent: string;
  readonly bad: string;
  readonly note: string;
  /** By the name of a group's colour. */
  readonly groups: Readonly<Record<string, string>>;
};

/** The mark-up of a kind's icon, in a box of 24 × 24, without the `svg` around it. */
export type DrawIcon = (kind: Kind) => string;

const MARGIN = 48;
const FONT = "Inter, ui-sans-serif, system-ui, sans-serif";
/** How wide a letter is, as a share of its size; a guess that leaves room. */
const LETTER_WIDTH = 0.56;

/** The picture, and how large it is. */
export type Picture = { readonly svg: string; readonly width: number; readonly height: number };

export function drawPicture(
  document: FlowDocument,
  kinds: Kinds,
  colours: PictureColours,
  drawIcon: DrawIcon,
  folded: ReadonlySet<string> = new Set(),
): Picture {
  const scene = sceneOf(document, kinds, folded);
  const box = pictureBox(scene);
  const { x, y, width, height } = box;
  const parts = [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${colours.ground}"/>`,
    ...groupFrames(scene, colours),
    ...notes(document, colours),
    ...boxFrames(scene, colours),
    ...arrows(scene, colours),
    ...shownNodes(scene).map((node) => card(scene, node, colours, drawIcon)),
    ...foldedGroups(scene, colours),
  ];
  const title = escapeXml(document.name);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${x} ${y} ${width} ${height}" width="${width}" height="${height}" font-family="${FONT}" role="img" aria-label="${title}"><title>${title}</title>${parts.join("")}</svg>`;
  return { svg, width, height };
}

function pictureBox(scene: Scene): Rectangle {
  const places = [
    ...shownNodes(scene).map((node) => rectangleOf(scene, node)),
    ...scene.groups.map(({ rectangle }) => rectangle),
    ...(scene.document.notes ?? []).map(({ position, width, height }) => ({
      ...position,
      width,
      height,
    })),
  ];
  const box = around(places) ?? { x: 0, y: 0, width: 0, height: 0 };
  return {
    x: Math.floor(box.x - MARGIN),
    y: Math.floor(box.y - MARGIN),
    width: Math.ceil(box.width + 2 * MARGIN),
    height: Math.ceil(box.height + 2 * MARGIN),
  };
}

function shownNodes({ document, hidden }: Scene): readonly FlowNode[] {
  return document.nodes.filter(({ id }) => !hidden.has(id));
}

function groupFrames({ groups }: Scene, colours: PictureColours): readonly string[] {
  return groups
    .filter(({ group }) => !group.collapsed)
    .map(({ group, rectangle }) => {
      const colour = colours.groups[group.colour ?? ""] ?? colours.soft;
      return (
        roundRect(
          rectangle,
          20,
          `fill="${colour}" fill-opacity=".08" stroke="${colour}" stroke-opacity=".4"`,
        ) + text(rectangle.x + 16, rectangle.y + 22, group.label, rectangle.width, colour, 13, 600)
      );
    });
}

function foldedGroups({ groups }: Scene, colours: PictureColours): readonly string[] {
  return groups
    .filter(({ group }) => group.collapsed)
    .map(({ group, rectangle }) => {
      const colour = colours.groups[group.colour ?? ""] ?? colours.soft;
      const { x, y, width } = rectangle;
      return (
        roundRect(
          rectangle,
          12,
          `fill="${colours.surface}" stroke="${colour}" stroke-width="1.5"`,
        ) + text(x + 16, y + 37, group.label, width - 32, colours.ink, 14, 600)
      );
    });
}

function notes(document: FlowDocument, colours: PictureColours): readonly string[] {
  return (document.notes ?? []).map(({ position, width, height, text: words }) => {
    const { x, y } = position;
    const lines = words.split("\n").slice(0, Math.floor((height - 24) / 20));
    const written = lines.map((line, index) =>
      text(x + 16, y + 30 + index * 20, line, width - 32, colours.ink, 13),
    );
    return roundRect({ x, y, width, height }, 12, `fill="${colours.note}"`) + written.join("");
  });
}

function boxFrames(scene: Scene, colours: PictureColours): readonly string[] {
  return [...scene.boxes]
    .filter(([id]) => !scene.hidden.has(id))
    .map(([, rectangle]) => {
      const look = `fill="${colours.surface}" fill-opacity=".5" stroke="${colours.arrow}" stroke-opacity=".6" stroke-width="1.5"`;
      return roundRect(rectangle, 16, look);
    });
}

function arrows(scene: Scene, colours: PictureColours): readonly string[] {
  return scene.document.edges.flatMap((edge) => {
    const curve = curveOf(scene, edge);
    if (!curve) return [];
    const { x, y } = curve.end;
    const colour = edge.from.port === ERROR_PORT ? colours.bad : colours.arrow;
    const line = curvePath({ ...curve, end: { x: x - 6, y } });
    return [
      `<path d="${line}" fill="none" stroke="${colour}" stroke-width="1.75"/>`,
      `<path d="M${x - 9},${y - 5} L${x - 1},${y} L${x - 9},${y + 5} Z" fill="${colour}"/>`,
    ];
  });
}

function card(scene: Scene, node: FlowNode, colours: PictureColours, drawIcon: DrawIcon): string {
  const place = rectangleOf(scene, node);
  const { x, y, width } = place;
  const kind = scene.kinds.of(node);
  const isBox = scene.boxes.has(node.id);
  const size = isBox ? { ...place, height: HEADER_HEIGHT } : place;
  const second =
    kind === undefined ? node.kind : kind.title === node.name ? kind.summary : kind.title;
  const room = width - 76;
  return [
    `<g${node.disabled ? ' opacity=".55"' : ""}>`,
    roundRect(size, isBox ? 16 : 12, `fill="${colours.surface}" stroke="${colours.line}"`),
    `<svg x="${x + 20}" y="${y + 20}" width="24" height="24" viewBox="0 0 24 24" color="${colours.accent}">${kind ? drawIcon(kind) : ""}</svg>`,
    text(x + 60, y + 29, node.name, room, colours.ink, 14, 600),
    text(x + 60, y + 46, second, room, colours.soft, 12),
    portLabels(scene, node, place, colours),
    "</g>",
  ].join("");
}

function portLabels(
  { kinds }: Scene,
  node: FlowNode,
  { x, y, width }: Rectangle,
  colours: PictureColours,
): string {
  const ports = nodePorts(kinds.of(node), node.parameters);
  if (rowCount(ports) === 0) return "";
  const row = (index: number) => y + HEADER_HEIGHT + (index + 0.5) * ROW_HEIGHT + 4;
  const into = ports.inputs.length > 1 ? ports.inputs : [];
  const out = ports.outputs.length > 1 ? ports.outputs : [];
  const half = width / 2 - 24;
  return [
    ...into.map(({ label }, index) => text(x + 16, row(index), label, half, colours.soft, 12)),
    ...out.map(({ label }, index) =>
      text(x + width - 16, row(index), label, half, colours.soft, 12, 400, "end"),
    ),
  ].join("");
}

function roundRect({ x, y, width, height }: Rectangle, radius: number, look: string): string {
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" ${look}/>`;
}

function text(
  x: number,
  y: number,
  words: string,
  room: number,
  colour: string,
  size: number,
  weight = 400,
  anchor = "start",
): string {
  const letters = Math.max(1, Math.floor(room / (size * LETTER_WIDTH)));
  const shown = words.length > letters ? `${words.slice(0, letters - 1)}…` : words;
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${colour}" text-anchor="${anchor}">${escapeXml(shown)}</text>`;
}

function escapeXml(words: string): string {
  const marks: Record<string, string> = { "<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;" };
  // Control characters are no XML, however they are written.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  const plain = words.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "");
  return plain.replaceAll(/[<>&"]/g, (mark) => marks[mark] ?? mark);
}

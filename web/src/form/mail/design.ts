// A composed mail as it stands in the parameters of a node, and what can be done to it.
// Nothing here draws; every change gives a new mail.

import { getAt, type Json, type JsonObject, type Path, sameJson, setAt } from "../json";

export type Align = "start" | "center" | "end";
export type ListKind = "none" | "bullet" | "number";

/** A part of a line with one look. */
export type Span = { text: string; bold?: boolean; italic?: boolean; link?: string };
export type Line = { list?: ListKind; spans?: Span[] };
export type Column = { blocks?: Block[] };

export type Block =
  | { kind: "heading"; text?: string; size?: "large" | "medium" | "small"; align?: Align }
  | { kind: "text"; lines?: Line[]; align?: Align }
  | { kind: "button"; label?: string; url?: string; align?: Align }
  | {
      kind: "image";
      url?: string;
      alt?: string;
      link?: string;
      width_percent?: number;
      align?: Align;
    }
  | { kind: "divider" }
  | { kind: "spacer"; height_px?: number }
  | { kind: "columns"; columns: Column[] }
  | { kind: "footer"; lines?: Line[]; unsubscribe_label?: string; unsubscribe_url?: string };

export type BlockKind = Block["kind"];
export type BlockOf<Kind extends BlockKind> = Extract<Block, { kind: Kind }>;

export type Style = { accent?: string; ground?: string; font?: "sans" | "serif" };
export type Design = { preheader?: string; style?: Style; blocks?: Block[] };

export const USUAL_STYLE = { accent: "#0b6b5b", ground: "#f1f3f2", font: "sans" } as const;

export const BLOCK_NAMES: Record<BlockKind, string> = {
  heading: "Heading",
  text: "Text",
  button: "Button",
  image: "Image",
  divider: "Divider",
  spacer: "Space",
  columns: "Columns",
  footer: "Footer",
};

/** What can stand in a column. */
export const INNER_KINDS: readonly BlockKind[] = [
  "heading",
  "text",
  "button",
  "image",
  "divider",
  "spacer",
];
export const OUTER_KINDS: readonly BlockKind[] = [...INNER_KINDS, "columns", "footer"];

const line = (...spans: Span[]): Line => ({ spans });
const words = (text: string): Line => line({ text });

export function newBlock(kind: BlockKind): Block {
  switch (kind) {
    case "heading":
      return { kind, text: "", size: "large" };
    case "text":
      return { kind, lines: [words("")] };
    case "button":
      return { kind, label: "Open", url: "" };
    case "image":
      return { kind, url: "", alt: "" };
    case "divider":
      return { kind };
    case "spacer":
      return { kind, height_px: 24 };
    case "columns":
      return { kind, columns: [{ blocks: [newBlock("text")] }, { blocks: [newBlock("text")] }] };
    case "footer":
      return {
        kind,
        lines: [words("Your company · Street 1 · City")],
        unsubscribe_label: "Unsubscribe",
        unsubscribe_url: "{{ $json.unsubscribe_url }}",
      };
  }
}

/** Mails to begin with. */
export const STARTS: readonly { name: string; subject: string; design: Design }[] = [
  {
    name: "Blank",
    subject: "",
    design: { blocks: [newBlock("heading"), newBlock("text")] },
  },
  {
    name: "Welcome",
    subject: "Welcome, {{ $json.first_name }}!",
    design: {
      preheader: "Three things to begin with",
      blocks: [
        { kind: "heading", text: "Welcome, {{ $json.first_name }}!", size: "large" },
        {
          kind: "text",
          lines: [
            line(
              { text: "It is " },
              { text: "good to have you", bold: true },
              { text: " with us." },
            ),
            words("This is how most people begin:"),
            { list: "bullet", spans: [{ text: "Say hello by answering this mail" }] },
            { list: "bullet", spans: [{ text: "Look at what others have made" }] },
          ],
        },
        { kind: "button", label: "Take a look", url: "https://example.com/start" },
        newBlock("divider"),
        newBlock("footer"),
      ],
    },
  },
  {
    name: "Reminder",
    subject: "See you soon, {{ $json.first_name }}",
    design: {
      preheader: "Your appointment is coming up",
      blocks: [
        { kind: "heading", text: "Your appointment", size: "large" },
        {
          kind: "text",
          lines: [
            words("Hello {{ $json.first_name }},"),
            line(
              { text: "we expect you on " },
              {
                text: "{{ $json.appointment_at.toDateTime().setZone($json.time_zone).format('d MMMM yyyy, HH:mm') }}",
                bold: true,
              },
              { text: " (your local time)." },
            ),
          ],
        },
        {
          kind: "columns",
          columns: [
            { blocks: [{ kind: "button", label: "I will come", url: "https://example.com/yes" }] },
            {
              blocks: [{ kind: "button", label: "Another time", url: "https://example.com/move" }],
            },
          ],
        },
        newBlock("footer"),
      ],
    },
  },
];

/** Where a block stands: `["blocks", 2]`, or within a column of another. */
export type Place = Path;

export function blockAt(design: Design, place: Place): Block | undefined {
  return getAt(design as JsonObject, place) as Block | undefined;
}

export function listAt(design: Design, list: Path): readonly Block[] {
  return (getAt(design as JsonObject, list) as Block[] | undefined) ?? [];
}

export function withBlock(design: Design, place: Place, block: Block): Design {
  return setAt(design as JsonObject, place, block as Json) as Design;
}

function withList(design: Design, list: Path, blocks: Block[]): Design {
  return setAt(design as JsonObject, list, blocks as Json) as Design;
}

const listOf = (place: Place): Path => place.slice(0, -1);
const indexOf = (place: Place): number => Number(place.at(-1));
const isInColumn = (place: Place): boolean => place.length > 2;

/**
 * Adds a block behind the place that is chosen, or at the end; what can only stand
 * outside of columns goes behind them, and nothing goes below the footer by itself.
 */
export function added(
  design: Design,
  kind: BlockKind,
  behind: Place | undefined,
): { design: Design; place: Place } {
  const fits = behind === undefined || !isInColumn(behind) || INNER_KINDS.includes(kind);
  const anchor = behind === undefined || fits ? behind : behind.slice(0, 2);
  const list = anchor === undefined ? ["blocks"] : listOf(anchor);
  const blocks = listAt(design, list);
  const hasFooter = blocks.at(-1)?.kind === "footer";
  const last = hasFooter && kind !== "footer" ? blocks.length - 1 : blocks.length;
  const index = anchor === undefined ? last : Math.min(indexOf(anchor) + 1, last);
  return insertedAt(design, list, index, newBlock(kind));
}

/** Adds a block to the end of a list, such as that of a column. */
export function appended(design: Design, list: Path, kind: BlockKind) {
  return insertedAt(design, list, listAt(design, list).length, newBlock(kind));
}

function insertedAt(design: Design, list: Path, index: number, block: Block) {
  const blocks = listAt(design, list).toSpliced(index, 0, block);
  return { design: withList(design, list, blocks), place: [...list, index] };
}

export function duplicated(design: Design, place: Place): { design: Design; place: Place } {
  const block = blockAt(design, place);
  if (block === undefined) return { design, place };
  return insertedAt(design, listOf(place), indexOf(place) + 1, block);
}

/** The mail without a block, and the block that stands in its place then. */
export function removed(
  design: Design,
  place: Place,
): { design: Design; place: Place | undefined } {
  const blocks = listAt(design, listOf(place)).toSpliced(indexOf(place), 1);
  const index = Math.min(indexOf(place), blocks.length - 1);
  const next = index < 0 ? undefined : [...listOf(place), index];
  return { design: withList(design, listOf(place), blocks), place: next };
}

/** Moves a block among those beside it. */
export function movedTo(
  design: Design,
  place: Place,
  index: number,
): { design: Design; place: Place } {
  const blocks = listAt(design, listOf(place));
  const block = blocks[indexOf(place)];
  if (block === undefined || index < 0 || index >= blocks.length) return { design, place };
  const next = blocks.toSpliced(indexOf(place), 1).toSpliced(index, 0, block);
  return { design: withList(design, listOf(place), next), place: [...listOf(place), index] };
}

/** Whether a block may stand in a list: columns and footers stand outside of columns. */
function fitsInto(block: Block, list: Path): boolean {
  return list.length === 1 || INNER_KINDS.includes(block.kind);
}

/** Moves a block to a place in any list: that of the mail, or of a column. */
export function movedInto(
  design: Design,
  place: Place,
  list: Path,
  index: number,
): { design: Design; place: Place } {
  if (sameJson(listOf(place) as Json, list as Json)) {
    return movedTo(design, place, Math.min(index, listAt(design, list).length - 1));
  }
  const block = blockAt(design, place);
  if (block === undefined || !fitsInto(block, list)) return { design, place };
  const rest = removed(design, place).design;
  // Columns behind the block move up when it goes.
  const [first, outer, ...inner] = list;
  const isBehind = !isInColumn(place) && typeof outer === "number" && indexOf(place) < outer;
  const target = isBehind ? [first ?? "blocks", outer - 1, ...inner] : list;
  return insertedAt(rest, target, Math.min(index, listAt(rest, target).length), block);
}

/** Where a block goes sideways: to the column beside it, out of columns, or into those beside it. */
export function sideways(
  design: Design,
  place: Place,
  by: -1 | 1,
): { list: Path; index: number } | undefined {
  const [first = "blocks", outer, , column] = place;
  const index = Number(outer);
  if (isInColumn(place)) {
    const columns = blockAt(design, [first, index]);
    const next = Number(column) + by;
    if (columns?.kind === "columns" && next >= 0 && next < columns.columns.length) {
      return { list: [first, index, "columns", next, "blocks"], index: Number.MAX_SAFE_INTEGER };
    }
    return { list: [first], index: by < 0 ? index : index + 1 };
  }
  const beside = blockAt(design, [first, index + by]);
  const block = blockAt(design, place);
  if (beside?.kind !== "columns" || !block || !fitsInto(block, [first, 0, "columns"])) {
    return undefined;
  }
  const into = by < 0 ? beside.columns.length - 1 : 0;
  const end = by < 0 ? Number.MAX_SAFE_INTEGER : 0;
  return { list: [first, index + by, "columns", into, "blocks"], index: end };
}

export function canMove(design: Design, place: Place, by: number): boolean {
  const index = indexOf(place) + by;
  return index >= 0 && index < listAt(design, listOf(place)).length;
}

/** What tells a block apart, such as in a list of them. */
export function summaryOf(block: Block): string {
  switch (block.kind) {
    case "heading":
      return block.text || "";
    case "text":
    case "footer":
      return linesText(block.lines ?? []);
    case "button":
      return block.label || "";
    case "image":
      return block.alt || "";
    default:
      return "";
  }
}

export function linesText(lines: readonly Line[]): string {
  return lines.map(({ spans = [] }) => spans.map(({ text }) => text).join("")).join(" ");
}

/** How many blocks there are, those in columns among them. */
export function countOf(design: Design): number {
  const blocks = design.blocks ?? [];
  const inner = blocks.flatMap((block) => (block.kind === "columns" ? block.columns : []));
  return blocks.length + inner.reduce((sum, column) => sum + (column.blocks?.length ?? 0), 0);
}

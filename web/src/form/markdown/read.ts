// Reads the Markdown that the docs of kinds use into blocks: headings, paragraphs,
// lists, code and tables. Nothing in it becomes HTML; the view draws the blocks.

export type Inline =
  | { kind: "text" | "code" | "strong" | "em"; text: string }
  | { kind: "link"; text: string; href: string };

export type Block =
  | { kind: "heading"; level: number; text: Inline[] }
  | { kind: "paragraph"; text: Inline[] }
  | { kind: "list"; ordered: boolean; entries: Inline[][] }
  | { kind: "code"; text: string }
  | { kind: "table"; head: Inline[][]; rows: Inline[][][] };

const ENTRY = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/;
const RULE = /^\s*\|?(?:\s*:?-+:?\s*\|)+\s*:?-*:?\s*$/;

export function readMarkdown(markdown: string): Block[] {
  const lines = markdown.replaceAll("\r", "").split("\n");
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] as string;
    if (line.trim() === "") at += 1;
    else if (line.trimStart().startsWith("```")) at = readCode(lines, at, blocks);
    else if (/^#{1,6}\s/.test(line)) at = readHeading(line, at, blocks);
    else if (ENTRY.test(line)) at = readList(lines, at, blocks);
    else if (RULE.test(lines[at + 1] ?? "") && line.includes("|"))
      at = readTable(lines, at, blocks);
    else at = readParagraph(lines, at, blocks);
  }
  return blocks;
}

function readCode(lines: string[], from: number, blocks: Block[]): number {
  const length = lines.slice(from + 1).findIndex((line) => line.trimStart().startsWith("```"));
  const end = length === -1 ? lines.length : from + 1 + length;
  blocks.push({ kind: "code", text: lines.slice(from + 1, end).join("\n") });
  return end + 1;
}

function readHeading(line: string, at: number, blocks: Block[]): number {
  const [, marks = "#", text = ""] = /^(#+)\s+(.*?)\s*#*$/.exec(line) ?? [];
  blocks.push({ kind: "heading", level: marks.length, text: readInline(text) });
  return at + 1;
}

function readList(lines: string[], from: number, blocks: Block[]): number {
  const entries: string[] = [];
  let at = from;
  for (; at < lines.length; at += 1) {
    const line = lines[at] as string;
    const entry = ENTRY.exec(line);
    if (entry !== null) entries.push(entry[2] as string);
    else if (/^\s+\S/.test(line)) entries.push(`${entries.pop() ?? ""} ${line.trim()}`);
    else break;
  }
  const ordered = ENTRY.exec(lines[from] as string)?.[1] !== undefined;
  blocks.push({ kind: "list", ordered, entries: entries.map(readInline) });
  return at;
}

function readTable(lines: string[], from: number, blocks: Block[]): number {
  let end = from + 2;
  while ((lines[end] ?? "").includes("|")) end += 1;
  const rows = lines.slice(from + 2, end).map(readCells);
  blocks.push({ kind: "table", head: readCells(lines[from] as string), rows });
  return end;
}

function readCells(line: string): Inline[][] {
  const cells = line
    .trim()
    .replace(/^\|/, "")
    .replace(/\|$/, "")
    .split(/(?<!\\)\|/);
  return cells.map((cell) => readInline(cell.replaceAll("\\|", "|").trim()));
}

function readParagraph(lines: string[], from: number, blocks: Block[]): number {
  let end = from + 1;
  while (end < lines.length && !/^\s*$|^#{1,6}\s|^\s*```/.test(lines[end] as string)) {
    if (ENTRY.test(lines[end] as string)) break;
    end += 1;
  }
  const text = lines
    .slice(from, end)
    .map((line) => line.trim())
    .join(" ");
  blocks.push({ kind: "paragraph", text: readInline(text) });
  return end;
}

const INLINE =
  /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*|\[([^\]]+)\]\(([^)\s]+)\)|<(https?:[^>\s]+)>/g;

export function readInline(text: string): Inline[] {
  const parts: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > end) parts.push({ kind: "text", text: text.slice(end, match.index) });
    parts.push(inlineOf(match));
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ kind: "text", text: text.slice(end) });
  return parts;
}

function inlineOf([whole, code, strong, em, label, href, bare]:
  | RegExpExecArray
  | RegExpMatchArray): Inline {
  if (code !== undefined) return { kind: "code", text: code };
  if (strong !== undefined) return { kind: "strong", text: strong };
  if (em !== undefined) return { kind: "em", text: em };
  const address = href ?? bare;
  // Only web and mail addresses: a `javascript:` link stays text.
  if (address !== undefined && /^(https?:|mailto:)/.test(address)) {
    return { kind: "link", text: label ?? address, href: address };
  }
  return { kind: "text", text: label ?? whole };
}

// Markdown read into blocks.
import { expect, test } from "vitest";
import { type Inline, readInline, readMarkdown } from "./read";

const short = (parts: Inline[]) =>
  parts.map((part) => (part.kind === "text" ? part.text : `${part.kind}(${part.text})`)).join("");

const cases: [string, string[]][] = [
  ["# Title #\n\nOne\ntwo.", ["heading 1 Title", "paragraph One two."]],
  ["- a\n- b\n  more\n\n1. c", ["list a; b more", "ordered c"]],
  ["```json\n{ }\n# no\n```\nafter", ["code { }\n# no", "paragraph after"]],
  ["```\nnever closed", ["code never closed"]],
  ["| a | b |\n|---|---|\n| `x` | y\\|z |", ["table a,b / code(x),y|z"]],
  ["text\n- entry", ["paragraph text", "list entry"]],
  ["", []],
];

test.each(cases)("%o", (markdown, expected) => {
  const blocks = readMarkdown(markdown).map((block) => {
    if (block.kind === "list") {
      return `${block.ordered ? "ordered" : "list"} ${block.entries.map(short).join("; ")}`;
    }
    if (block.kind === "code") return `code ${block.text}`;
    if (block.kind === "table") {
      return `table ${[block.head, ...block.rows].map((row) => row.map(short).join(",")).join(" / ")}`;
    }
    return `${block.kind}${block.kind === "heading" ? ` ${block.level}` : ""} ${short(block.text)}`;
  });
  expect(blocks).toEqual(expected);
});

const inlines: [string, string][] = [
  ["a `b` **c** *d*", "a code(b) strong(c) em(d)"],
  ["[docs](https://x.y) <https://z>", "link(docs) link(https://z)"],
  ["[bad](javascript:alert(1))", "bad)"],
  ["<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"],
];

test.each(inlines)("%o", (text, expected) => {
  expect(short(readInline(text))).toBe(expected);
});

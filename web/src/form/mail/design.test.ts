// What can be done to a composed mail.
import { expect, test } from "vitest";
import {
  added,
  appended,
  type Block,
  canMove,
  countOf,
  type Design,
  duplicated,
  movedInto,
  movedTo,
  newBlock,
  removed,
  sideways,
  summaryOf,
} from "./design";

const heading: Block = { kind: "heading", text: "Hello" };
const footer: Block = { kind: "footer" };
const columns: Block = { kind: "columns", columns: [{ blocks: [heading] }, {}] };
const mail = (...blocks: Block[]): Design => ({ blocks });
const kinds = (design: Design) => (design.blocks ?? []).map(({ kind }) => kind);

test.each<[string, Design, Block["kind"], (string | number)[] | undefined, string[], unknown]>([
  [
    "behind the chosen one",
    mail(heading, footer),
    "text",
    ["blocks", 0],
    ["heading", "text", "footer"],
    ["blocks", 1],
  ],
  [
    "above the footer",
    mail(heading, footer),
    "text",
    undefined,
    ["heading", "text", "footer"],
    ["blocks", 1],
  ],
  [
    "above the chosen footer",
    mail(footer),
    "button",
    ["blocks", 0],
    ["button", "footer"],
    ["blocks", 0],
  ],
  ["a footer at the end", mail(heading), "footer", undefined, ["heading", "footer"], ["blocks", 1]],
  [
    "columns outside of columns",
    mail(columns),
    "columns",
    ["blocks", 0, "columns", 0, "blocks", 0],
    ["columns", "columns"],
    ["blocks", 1],
  ],
  ["the first of all", {}, "heading", undefined, ["heading"], ["blocks", 0]],
])("a block is added %s", (_, design, kind, behind, wanted, place) => {
  const next = added(design, kind, behind);
  expect(kinds(next.design)).toEqual(wanted);
  expect(next.place).toEqual(place);
});

test("blocks in columns are handled like others", () => {
  const inner = ["blocks", 0, "columns", 0, "blocks"];
  const more = added(mail(columns), "text", [...inner, 0]);
  expect(more.place).toEqual([...inner, 1]);
  const swapped = movedTo(more.design, more.place, 0);
  expect(swapped.place).toEqual([...inner, 0]);
  expect(countOf(swapped.design)).toBe(3);
  expect(countOf(duplicated(swapped.design, [...inner, 0]).design)).toBe(4);
  const second = ["blocks", 0, "columns", 1, "blocks"];
  expect(appended(swapped.design, second, "image").place).toEqual([...second, 0]);
});

test("what is removed leaves the one in its place chosen", () => {
  expect(removed(mail(heading, footer), ["blocks", 0]).place).toEqual(["blocks", 0]);
  expect(removed(mail(heading, footer), ["blocks", 1]).place).toEqual(["blocks", 0]);
  expect(removed(mail(heading), ["blocks", 0]).place).toBeUndefined();
});

test("blocks move within their list", () => {
  const design = mail(heading, newBlock("text"), footer);
  expect(canMove(design, ["blocks", 0], -1)).toBe(false);
  expect(canMove(design, ["blocks", 0], 1)).toBe(true);
  expect(kinds(movedTo(design, ["blocks", 0], 2).design)).toEqual(["text", "footer", "heading"]);
  expect(movedTo(design, ["blocks", 0], 3).design).toBe(design);
});

test("blocks are told apart by their words", () => {
  const lines = [{ spans: [{ text: "a" }, { text: "b", bold: true }] }, {}];
  expect(summaryOf({ kind: "text", lines })).toBe("ab ");
  expect(summaryOf(newBlock("button"))).toBe("Open");
  expect(summaryOf(newBlock("divider"))).toBe("");
});

const button: Block = { kind: "button", label: "Go" };
const inner = (design: Design, block: number, column: number) => {
  const found = design.blocks?.[block];
  const blocks = found?.kind === "columns" ? found.columns[column]?.blocks : undefined;
  return (blocks ?? []).map(({ kind }) => kind);
};

test("a block goes into a column, and the column moves up behind it", () => {
  const { design, place } = movedInto(
    mail(button, columns, footer),
    ["blocks", 0],
    ["blocks", 1, "columns", 1, "blocks"],
    0,
  );
  expect(kinds(design)).toEqual(["columns", "footer"]);
  expect(inner(design, 0, 1)).toEqual(["button"]);
  expect(place).toEqual(["blocks", 0, "columns", 1, "blocks", 0]);
});

test("a block comes out of a column, and goes from one to the other", () => {
  const first = ["blocks", 0, "columns", 0, "blocks"];
  const out = movedInto(mail(columns, footer), [...first, 0], ["blocks"], 1);
  expect(kinds(out.design)).toEqual(["columns", "heading", "footer"]);
  expect(inner(out.design, 0, 0)).toEqual([]);
  const over = movedInto(mail(columns), [...first, 0], ["blocks", 0, "columns", 1, "blocks"], 9);
  expect([inner(over.design, 0, 0), inner(over.design, 0, 1)]).toEqual([[], ["heading"]]);
});

test("columns and footers stay outside of columns", () => {
  const start = mail(columns, footer, columns);
  const list = ["blocks", 0, "columns", 1, "blocks"];
  expect(movedInto(start, ["blocks", 1], list, 0).design).toBe(start);
  expect(movedInto(start, ["blocks", 2], list, 0).design).toBe(start);
});

test("in its own list a block only changes its place", () => {
  const { design, place } = movedInto(mail(heading, button, footer), ["blocks", 0], ["blocks"], 1);
  expect(kinds(design)).toEqual(["button", "heading", "footer"]);
  expect(place).toEqual(["blocks", 1]);
});

test.each<[string, (string | number)[], -1 | 1, ReturnType<typeof sideways>]>([
  [
    "to the column beside it",
    ["blocks", 1, "columns", 0, "blocks", 0],
    1,
    {
      list: ["blocks", 1, "columns", 1, "blocks"],
      index: Number.MAX_SAFE_INTEGER,
    },
  ],
  ["out in front", ["blocks", 1, "columns", 0, "blocks", 0], -1, { list: ["blocks"], index: 1 }],
  ["out behind", ["blocks", 1, "columns", 1, "blocks", 0], 1, { list: ["blocks"], index: 2 }],
  [
    "into the columns below",
    ["blocks", 0],
    1,
    {
      list: ["blocks", 1, "columns", 0, "blocks"],
      index: 0,
    },
  ],
  ["nowhere, being a footer", ["blocks", 2], -1, undefined],
  ["nowhere, having nothing beside it", ["blocks", 0], -1, undefined],
])("sideways a block goes %s", (_, place, by, expected) => {
  expect(sideways(mail(button, columns, footer), place, by)).toEqual(expected);
});

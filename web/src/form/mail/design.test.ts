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
  movedTo,
  newBlock,
  removed,
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

import { describe, expect, it } from "vitest";
import { type IconShape, readIcon } from "./icon";

/** The shapes as short text: `svg(path,g(circle))`. */
function outline(shape: IconShape | undefined): string {
  if (!shape) return "none";
  const inner = shape.children.map(outline).join(",");
  return inner ? `${shape.tag}(${inner})` : shape.tag;
}

const cases: readonly [string, string, string][] = [
  [
    "a plain icon",
    "<svg viewBox='0 0 24 24'><path d='M1 2'/><g><circle r=\"3\"/></g></svg>",
    "svg(path,g(circle))",
  ],
  ["closed apart", "<svg><path d='M1 2'></path><path d='M2 3'></path></svg>", "svg(path,path)"],
  [
    "a declaration before",
    "<?xml version='1.0'?><!-- c --><svg><rect width='1'/></svg>",
    "svg(rect)",
  ],
  ["a script", "<svg><script>alert(1)</script><path d='M1 2'/></svg>", "svg(path)"],
  [
    "shapes inside a script",
    "<svg><script><path d='M0 0'/></script><path d='M1 2'/></svg>",
    "svg(path)",
  ],
  [
    "foreign content",
    "<svg><foreignObject><g><rect/></g></foreignObject><line/></svg>",
    "svg(line)",
  ],
  ["a use of elsewhere", "<svg><use href='https://x/y#z'/><path d='M1 2'/></svg>", "svg(path)"],
  ["nothing drawn", "<svg></svg>", "none"],
  ["no icon", "hello", "none"],
];

describe("icons", () => {
  it.each(cases)("%s", (_, text, expected) => {
    expect(outline(readIcon(text))).toBe(expected);
  });

  it("keeps only attributes that draw", () => {
    const text =
      "<svg viewBox='0 0 24 24' onload='x()'><path d='M1 2' fill='currentColor' stroke-width='2' style='a:b' onclick='y()' href='z' stroke='url(#a)'/></svg>";
    const icon = readIcon(text);
    expect(icon?.attributes).toEqual({ viewBox: "0 0 24 24" });
    expect(icon?.children[0]?.attributes).toEqual({
      d: "M1 2",
      fill: "currentColor",
      strokeWidth: "2",
    });
  });

  it("refuses texts of absurd size", () => {
    expect(readIcon(`<svg><path d='${"M1 2".repeat(9_000)}'/></svg>`)).toBeUndefined();
  });
});

// @vitest-environment happy-dom
// Lines as elements and back, and what browsers make while somebody types.
import { expect, test } from "vitest";
import type { Line } from "./design";
import { readLines, tidySpans, writeLines } from "./rich";

function element(html: string): HTMLElement {
  const host = document.createElement("div");
  host.innerHTML = html;
  return host;
}

const words = (text: string): Line => ({ spans: text === "" ? [] : [{ text }] });

test.each<[string, Line[]]>([
  ["nothing", [words("")]],
  ["paragraphs", [words("a"), words(""), words("b")]],
  ["a break in a paragraph", [words("a\nb")]],
  [
    "looks",
    [
      {
        spans: [
          { text: "a " },
          { text: "b", bold: true, italic: true },
          { text: "c", link: "https://x.example" },
        ],
      },
    ],
  ],
  [
    "lists of two kinds",
    [
      { list: "bullet", spans: [{ text: "a" }] },
      { list: "bullet", spans: [{ text: "b", bold: true }] },
      { list: "number", spans: [{ text: "c" }] },
      words("d"),
    ],
  ],
  ["an address that is computed", [{ spans: [{ text: "a", link: "{{ $json.url }}" }] }]],
])("%s are the same after being drawn", (_, lines) => {
  const host = element("<p>old</p>");
  writeLines(host, lines);
  expect(readLines(host)).toEqual(lines);
});

test.each<[string, string, Line[]]>([
  ["loose words", "a", [words("a")]],
  ["loose words before a paragraph", "a<p>b</p>", [words("a"), words("b")]],
  ["an empty paragraph", "<p><br></p>", [words("")]],
  [
    "other marks",
    "<div><b>a</b><i>b</i></div>",
    [
      {
        spans: [
          { text: "a", bold: true },
          { text: "b", italic: true },
        ],
      },
    ],
  ],
  [
    "looks as a style",
    '<p><span style="font-weight: 700">a</span></p>',
    [{ spans: [{ text: "a", bold: true }] }],
  ],
  [
    "a list within a paragraph",
    "<div><ul><li>a</li></ul></div>",
    [{ list: "bullet", spans: [{ text: "a" }] }],
  ],
  ["headings of elsewhere", "<h2>a</h2>", [words("a")]],
])("%s are read", (_, html, lines) => {
  expect(readLines(element(html))).toEqual(lines);
});

test("an expression is not cut by a look", () => {
  const cut = [{ text: "Hi {{ $json." }, { text: "name", bold: true }, { text: " }}!" }];
  expect(tidySpans(cut)).toEqual([{ text: "Hi {{ $json.name }}!" }]);
  const begun = [{ text: "Hi " }, { text: "{{ $json.name", bold: true }, { text: " }}!" }];
  expect(tidySpans(begun)).toEqual([
    { text: "Hi " },
    { text: "{{ $json.name }}", bold: true },
    { text: "!" },
  ]);
});

test("letters outside of the basic plane keep their looks", () => {
  expect(
    tidySpans([{ text: "👩‍💻" }, { text: "é", bold: true }, { text: "x", bold: true }]),
  ).toEqual([{ text: "👩‍💻" }, { text: "éx", bold: true }]);
});

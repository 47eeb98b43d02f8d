import { describe, expect, it } from "vitest";
import { apply } from "./apply";
import { flowOf } from "./fixtures";
import { nodeOf } from "./look-up";
import { mentionedNames, renameInText } from "./references";

const cases: readonly [string, string, string, string][] = [
  ["Old", "New", "{{ $('Old').item.json.a }}", "{{ $('New').item.json.a }}"],
  ["Old", "New", '{{ $( "Old" ).first() }}', '{{ $( "New" ).first() }}'],
  [
    "Old",
    "New",
    "{{ $node['Old'].json }} {{ $node.Old.json }}",
    "{{ $node['New'].json }} {{ $node.New.json }}",
  ],
  ["Old", "New one", "{{ $node.Old.json }}", '{{ $node["New one"].json }}'],
  ["Old", "It's", "{{ $('Old').item }}", "{{ $('It\\'s').item }}"],
  ["It's", "New", "{{ $('It\\'s').item }}", "{{ $('New').item }}"],
  ["Old", "New", "Old $('Older') $('old')", "Old $('Older') $('old')"],
  ["Old", "New", "{{ $json.Old }}", "{{ $json.Old }}"],
  ["Old", "a$1b", "$('Old')", "$('a$1b')"],
];

describe("renaming", () => {
  it.each(cases)("%s to %s in %s", (old, name, text, expected) => {
    expect(renameInText(text, new Map([[old, name]]))).toBe(expected);
  });

  it("rewrites the texts of other nodes and takes it back", () => {
    const plain = flowOf("start -> step1 -> step2");
    const start = apply(plain, {
      type: "set_parameters",
      node: "step2",
      parameters: { to: [{ v: "{{ $('step1').item }}" }] },
    }).document;
    const { document, inverse } = apply(start, { type: "rename_node", node: "step1", name: "Ask" });
    expect(nodeOf(document, "step2")?.parameters).toEqual({ to: [{ v: "{{ $('Ask').item }}" }] });
    expect(nodeOf(document, "start")).toBe(nodeOf(start, "start"));
    expect(apply(document, inverse).document).toEqual(start);
  });

  it("lists the names mentioned", () => {
    expect(mentionedNames({ a: "{{ $('A').x + $node[\"B\"].y }}", b: [{ c: "$node.C" }] })).toEqual(
      ["A", "B", "C"],
    );
  });
});

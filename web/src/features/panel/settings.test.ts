// The settings of a node to the form and back.
import { expect, test } from "vitest";
import type { FlowNode, NodeOptions } from "@/graph";
import { changedOptions, settingsSchema, settingsValue } from "./settings";

function node(options: NodeOptions): FlowNode {
  return {
    id: "n",
    kind: "k",
    kind_version: 1,
    name: "N",
    position: { x: 0, y: 0 },
    parameters: {},
    ...options,
  };
}

const values: [NodeOptions, object][] = [
  [{}, {}],
  [
    { note: "x", timeout_ms: 5, on_error: "stop", on_uncertain: "ask" },
    { note: "x", timeout_ms: 5, on_error: "stop", on_uncertain: "ask" },
  ],
  [{ join: { timeout_ms: 9 } }, { join_timeout_ms: 9 }],
  [{ join: { rule: { first: 2 } } }, { join_rule: "first", join_first: 2 }],
  [
    { join: { rule: { specific: ["a", "b"] } } },
    { join_rule: "specific", join_arrows: { a: true, b: true } },
  ],
  [{ retry: { maximum: 0, delays_ms: [1] } }, { retry: "never" }],
  [
    { retry: { maximum: 2, delays_ms: [7] } },
    { retry: "own", retry_maximum: 2, retry_delays_ms: [7] },
  ],
  [
    {
      retry: { maximum: 2, delays_ms: [7], on: ["network"], classes: { invalid: { maximum: 1 } } },
    },
    {
      retry: "own",
      retry_maximum: 2,
      retry_delays_ms: [7],
      retry_on: ["network"],
      retry_classes: [{ class: "invalid", maximum: 1 }],
    },
  ],
  [
    { compensate_with: "u", once: true, always_output: true, on_error: "pass_on" },
    { compensate_with: "u", once: true, always_output: true, on_error: "pass_on" },
  ],
];

test.each(values)("%o is shown as %o", (options, value) => {
  expect(settingsValue(node(options))).toEqual(value);
});

const changes: [object, object, object][] = [
  [{}, {}, {}],
  [{}, { note: "x" }, { note: "x" }],
  [{ note: "x" }, {}, { note: null }],
  [{}, { on_error: "flow" }, {}],
  [{ on_error: "stop" }, { on_error: "flow" }, { on_error: null }],
  [{}, { join_rule: "first", join_first: 2 }, { join: { rule: { first: 2 } } }],
  [
    {},
    { join_rule: "specific", join_arrows: { a: true, b: false } },
    { join: { rule: { specific: ["a"] } } },
  ],
  [
    { join_rule: "any" },
    { join_rule: "any", join_timeout_ms: 5 },
    { join: { rule: "any", timeout_ms: 5 } },
  ],
  [{ join_rule: "any" }, { join_rule: "all" }, { join: null }],
  [
    {},
    { retry: "own" },
    { retry: { maximum: 3, delays_ms: [1_000, 5_000, 15_000, 60_000, 300_000] } },
  ],
  [{ retry: "never" }, { retry: "default" }, { retry: null }],
  [
    { retry: "own", retry_maximum: 2, retry_delays_ms: [7], retry_on: ["network"] },
    {
      retry: "own",
      retry_maximum: 2,
      retry_delays_ms: [7],
      retry_on: ["network"],
      retry_classes: [{ class: "server" }, { class: "timeout", maximum: 0, delays_ms: [] }],
    },
    {
      retry: {
        maximum: 2,
        delays_ms: [7],
        on: ["network"],
        classes: { server: {}, timeout: { maximum: 0 } },
      },
    },
  ],
  [{}, { compensate_with: "u" }, { compensate_with: "u" }],
  [{ compensate_with: "u", once: true }, { once: false }, { compensate_with: null, once: null }],
];

test.each(changes)("from %o to %o changes %o", (before, after, options) => {
  expect(changedOptions(before as never, after as never)).toEqual(options);
});

test("asks only what matters for the node", () => {
  const names = (asked: Parameters<typeof settingsSchema>[0]) =>
    Object.keys(settingsSchema(asked).properties ?? {});
  const arrows = [
    { id: "a", title: "A" },
    { id: "b", title: "B" },
  ];
  expect(names({ arrows: [], effect: false, trigger: true })).toEqual(["note"]);
  expect(names({ arrows: [], effect: true, trigger: false })).toContain("on_uncertain");
  expect(names({ arrows, effect: false, trigger: false })).toContain("join_rule");
  const choices = (looksUp: boolean) => {
    const { properties } = settingsSchema({ arrows: [], effect: true, looksUp, trigger: false });
    const uncertain = properties?.on_uncertain as { oneOf: { const: string }[] };
    return uncertain.oneOf.map((choice) => choice.const);
  };
  expect(choices(true)).toContain("look_up");
  expect(choices(false)).not.toContain("look_up");
  expect(names({ arrows: arrows.slice(1), effect: false, trigger: false })).not.toContain(
    "join_rule",
  );
});

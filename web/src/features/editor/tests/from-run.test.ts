// Tests made of what the last run did.
import { expect, test } from "vitest";
import type { FlowSamples, Json } from "@/api/types";
import { Kinds } from "@/graph";
import { flowOf, KINDS, makeKind } from "@/graph/fixtures";
import { reachesOutside, testFromRun } from "./from-run";

const MAIL = makeKind("mail", { group: "message", weight: "heavy", effect: true });
const ALL = new Kinds([...KINDS.all, MAIL]);

const gave = (port: string, ...values: Json[]) => ({
  run: "run_2",
  at: 2,
  inputs: {},
  outputs: { [port]: values.map((json) => ({ json })) },
});

test("what came in goes in again, and the same way is expected", () => {
  const document = flowOf("start -> mail -> fork; fork.yes -> step1; fork.no -> step2");
  const samples: FlowSamples = {
    nodes: {
      start: gave("main", { n: 1 }, { n: 2 }),
      mail: gave("main", { id: "m" }),
      fork: gave("yes", { id: "m" }),
      step1: gave("main", { done: true }),
      // Of an earlier run: it did not run in the last one.
      step2: { ...gave("main", {}), run: "run_1", at: 1 },
    },
  };
  expect(testFromRun(document, ALL, samples)).toEqual({
    name: "As in the last run",
    trigger: "start",
    items: [{ n: 1 }, { n: 2 }],
    mocks: { mail: { answer: "items", items: [{ id: "m" }] } },
    expectations: [
      { node: "fork", that: "takes", port: "yes" },
      { node: "step1", that: "equals", value: { done: true } },
    ],
  });
});

test("a failure is answered as a failure", () => {
  const samples: FlowSamples = {
    nodes: { start: gave("main", {}), mail: gave("error", { error: { message: "It is down." } }) },
  };
  const made = testFromRun(flowOf("start -> mail"), ALL, samples);
  expect(made?.mocks).toEqual({ mail: { answer: "failure", message: "It is down." } });
});

test("a flow that has not run gives none", () => {
  expect(testFromRun(flowOf("start -> step"), ALL, { nodes: {} })).toBeUndefined();
});

test("what reaches outside is known by its kind", () => {
  const told = [
    makeKind("a", { effect: true }),
    makeKind("b", { weight: "heavy" }),
    makeKind("c", { weight: "heavy", group: "network" }),
    makeKind("d", { group: "network" }),
    makeKind("e", { container: "sub_flow" }),
  ].map(reachesOutside);
  expect(told).toEqual([true, false, true, false, true]);
});

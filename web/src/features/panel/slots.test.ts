// Which credentials are asked for.
import { expect, test } from "vitest";
import { shownSlots } from "./slots";

const slot = (name: string, required = false) => ({ slot: name, credential: name, required });
const chooser = {
  type: "object",
  properties: {
    sign_in: { oneOf: [{ const: "none" }, { const: "a" }, { const: "b" }], default: "none" },
  },
};

const cases: [string, ReturnType<typeof slot>[], object, object, object, string[]][] = [
  ["those that are needed, always", [slot("a", true)], chooser, {}, {}, ["a"]],
  ["those nothing chooses between", [slot("x")], chooser, {}, {}, ["x"]],
  ["the chosen one", [slot("a"), slot("b")], chooser, { sign_in: "b" }, {}, ["b"]],
  ["none while nothing is chosen", [slot("a"), slot("b")], chooser, {}, {}, []],
  [
    "one that is set, so that it can be taken away",
    [slot("a")],
    chooser,
    {},
    { a: "cred_1" },
    ["a"],
  ],
];

test.each(cases)("%s", (_, credentials, parameters, values, chosen, expected) => {
  const kind = { credentials, parameters } as never;
  const node = { parameters: values, credentials: chosen } as never;
  expect(shownSlots(kind, node).map((one) => one.slot)).toEqual(expected);
});

import { expect, test } from "vitest";
import type { Action } from "@/lib/actions";
import { read } from "./keyboard";

const action = (id: string, shortcut: string, more: Partial<Action> = {}): Action => ({
  id,
  label: id,
  shortcut,
  perform: () => {},
  ...more,
});

const ACTIONS = [
  action("palette", "mod+k"),
  action("flows", "g f"),
  action("help", "?"),
  action("find", "f"),
  action("save", "mod+s", { keysElsewhere: true }),
];

test.each([
  ["", "mod+k", "palette"],
  ["", "?", "help"],
  ["g", "f", "flows"],
  ["", "f", "find"],
  ["x", "f", "find"],
])("after %j, %s performs %s", (pending, press, id) => {
  const reading = read(ACTIONS, pending, press);
  expect(reading && "action" in reading && reading.action.id).toBe(id);
});

test("the first key of a sequence waits for the second", () => {
  expect(read(ACTIONS, "", "g")).toEqual({ pending: "g" });
});

test("keys of nothing, and keys the page handles itself, do nothing", () => {
  expect(read(ACTIONS, "", "q")).toBeUndefined();
  expect(read(ACTIONS, "", "mod+s")).toBeUndefined();
});

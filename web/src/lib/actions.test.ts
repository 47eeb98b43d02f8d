import { expect, test } from "vitest";
import { allActions, registerActions } from "./actions";

const action = (id: string, label = id) => ({ id, label, perform: () => {} });
const labels = () => allActions().map(({ label }) => label);

test("actions are there as long as they are registered", () => {
  const leave = registerActions([action("a"), action("b")]);
  expect(labels()).toEqual(["a", "b"]);
  leave();
  expect(labels()).toEqual([]);
});

test("of two with one id the later one counts until it leaves", () => {
  const leaveShell = registerActions([action("save", "Save the page")]);
  const leavePage = registerActions([action("save", "Save the flow")]);
  expect(labels()).toEqual(["Save the flow"]);
  leavePage();
  expect(labels()).toEqual(["Save the page"]);
  leaveShell();
});

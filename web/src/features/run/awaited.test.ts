import { expect, test } from "vitest";
import { awaitedEvents } from "./awaited";

const waits = (name: string, key: string) => ({ awaits: { name, key } });

test("names each event once, and what it is about", () => {
  const steps = [
    waits("order.paid", "7"),
    { awaits: null },
    {},
    waits("order.paid", "7"),
    waits("opened", ""),
  ];
  expect(awaitedEvents(steps)).toEqual(["“order.paid” for “7”", "“opened”"]);
});

test("counts what there is no room for", () => {
  const steps = ["1", "2", "3", "4", "5"].map((key) => waits("paid", key));
  expect(awaitedEvents(steps).at(-1)).toBe("2 more");
});

// When all runs of the list may be tried again.
import { expect, it } from "vitest";
import type { RunStatus } from "@/api/types";
import { mayRetryAll } from "./retry-all";

const cases: [RunStatus[] | undefined, boolean][] = [
  [undefined, false],
  [["failed"], true],
  [["failed", "in_doubt"], true],
  [["failed", "cancelled"], true],
  [["cancelled"], false],
  [["failed", "succeeded"], false],
];

it.each(cases)("%j: %j", (status, may) => expect(mayRetryAll({ status })).toBe(may));

import { describe, expect, it } from "vitest";
import type { Command } from "./command";
import { flowOf } from "./fixtures";
import {
  type Edited,
  EMPTY_HISTORY,
  MERGE_WITHIN_MS,
  perform,
  redo,
  STEPS_MAXIMUM,
  undo,
} from "./history";
import { nodeOf } from "./look-up";

const START: Edited = { document: flowOf("start -> step1 -> step2"), history: EMPTY_HISTORY };

function typed(text: string): Command {
  return { type: "set_parameters", node: "step1", parameters: { text } };
}

function moved(x: number): Command {
  return { type: "move", nodes: { step1: { x, y: 0 } } };
}

describe("history", () => {
  it("goes back and forth", () => {
    const after = perform(perform(START, typed("a"), 0), moved(7), 1);
    const back = undo(undo(after));
    expect(back.document).toEqual(START.document);
    expect(redo(redo(back)).document).toEqual(after.document);
    expect(undo(back)).toBe(back);
  });

  it("keeps at least 100 steps", () => {
    let edited = START;
    for (let step = 0; step < 300; step += 1) {
      edited = perform(edited, moved(step + 1), step * 2 * MERGE_WITHIN_MS);
    }
    expect(STEPS_MAXIMUM).toBeGreaterThanOrEqual(100);
    expect(edited.history.past).toHaveLength(STEPS_MAXIMUM);
  });

  const cases: readonly [string, readonly [Command, number][], number][] = [
    [
      "typing in one field is one step",
      [
        [typed("a"), 0],
        [typed("ab"), 200],
        [typed("abc"), 400],
      ],
      1,
    ],
    [
      "a pause ends the step",
      [
        [typed("a"), 0],
        [typed("ab"), MERGE_WITHIN_MS + 1],
      ],
      2,
    ],
    [
      "a drag is one step",
      [
        [moved(1), 0],
        [moved(2), 16],
        [moved(3), 32],
      ],
      1,
    ],
    [
      "another field is another step",
      [
        [typed("a"), 0],
        [{ type: "set_parameters", node: "step1", parameters: { text: "a", other: 1 } }, 5],
      ],
      2,
    ],
    [
      "a switch is a step of its own",
      [
        [{ type: "set_options", node: "step1", options: { disabled: true } }, 0],
        [{ type: "set_options", node: "step1", options: { disabled: false } }, 1],
      ],
      2,
    ],
  ];
  it.each(cases)("%s", (_, commands, steps) => {
    const edited = commands.reduce((before, [command, at]) => perform(before, command, at), START);
    expect(edited.history.past).toHaveLength(steps);
    let back = edited;
    for (let step = 0; step < steps; step += 1) back = undo(back);
    expect(back.document).toEqual(START.document);
  });

  it("does not merge with a step that was taken back", () => {
    const again = perform(redo(undo(perform(START, typed("a"), 0))), typed("ab"), 1);
    expect(nodeOf(undo(again).document, "step1")?.parameters).toEqual({ text: "a" });
  });

  it("forgets what was undone when something new is done", () => {
    expect(perform(undo(perform(START, moved(1), 0)), moved(2), 1).history.future).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { ViewHistory } from "./view-history";

const at = (x: number, zoom = 1) => ({ x, y: 0, zoom });

describe("where the canvas has looked", () => {
  it("is gone back to and forward again", () => {
    const history = new ViewHistory();
    history.leave(at(0), at(1_000));
    history.leave(at(1_000), at(2_000));
    expect(history.back(at(2_000))).toEqual(at(1_000));
    expect(history.back(at(1_000))).toEqual(at(0));
    expect(history.back(at(0))).toBeUndefined();
    expect(history.forward(at(0))).toEqual(at(1_000));
    expect(history.forward(at(1_000))).toEqual(at(2_000));
    expect(history.forward(at(2_000))).toBeUndefined();
  });

  it("is not kept for a step of a walk, but for a change of zoom", () => {
    const history = new ViewHistory();
    history.leave(at(0), at(100));
    expect(history.back(at(100))).toBeUndefined();
    history.leave(at(0, 0.2), at(0, 1));
    expect(history.back(at(0))).toEqual(at(0, 0.2));
  });

  it("forgets what was ahead after another jump", () => {
    const history = new ViewHistory();
    history.leave(at(0), at(1_000));
    history.back(at(1_000));
    history.leave(at(0), at(3_000));
    expect(history.forward(at(3_000))).toBeUndefined();
  });
});

// Where the canvas has looked: each jump can be gone back, and forward again.
import type { Viewport } from "@xyflow/react";

/** Jumps shorter than this, in pixels, are a step of a walk and not worth going back to. */
const JUMP_MINIMUM = 240;
const KEPT_MAXIMUM = 50;

export class ViewHistory {
  private past: Viewport[] = [];
  private future: Viewport[] = [];

  /** Remembers a place that is being left for another, if the way is far. */
  leave(from: Viewport, to: Viewport): void {
    if (!isFar(from, to)) return;
    this.past = [...this.past, from].slice(-KEPT_MAXIMUM);
    this.future = [];
  }

  /** The place before the present one. */
  back(present: Viewport): Viewport | undefined {
    const viewport = this.past.pop();
    if (viewport) this.future.push(present);
    return viewport;
  }

  /** The place gone back from last. */
  forward(present: Viewport): Viewport | undefined {
    const viewport = this.future.pop();
    if (viewport) this.past.push(present);
    return viewport;
  }
}

function isFar(from: Viewport, to: Viewport): boolean {
  const zoom = Math.max(from.zoom / to.zoom, to.zoom / from.zoom);
  return Math.hypot(from.x - to.x, from.y - to.y) >= JUMP_MINIMUM || zoom > 1.5;
}

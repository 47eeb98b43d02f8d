// The events a run waits for, in words.

import type { Step } from "@/api/types";

/** So many are named; the steps tell of all. */
const NAMED = 3;

/** An event: its name, and what it must be about. */
export function awaitedEvent({ name, key }: { name: string; key: string }): string {
  return key === "" ? `“${name}”` : `“${name}” for “${key}”`;
}

/** The events the steps of a run wait for, each once. */
export function awaitedEvents(steps: readonly Pick<Step, "awaits">[]): string[] {
  const all = new Set(steps.flatMap(({ awaits }) => (awaits ? [awaitedEvent(awaits)] : [])));
  const named = [...all].slice(0, NAMED);
  return all.size > NAMED ? [...named, `${all.size - NAMED} more`] : named;
}

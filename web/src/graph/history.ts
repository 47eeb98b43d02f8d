// Undo and redo. Steps that belong together (a drag, typing in one field)
// become one step.

import { apply } from "./apply";
import { all, type Command } from "./command";
import type { FlowDocument, Json, JsonObject } from "./document";
import { nodeOf } from "./look-up";

/** A document with the steps that led to it. */
export type Edited = { readonly document: FlowDocument; readonly history: History };

export type History = { readonly past: readonly Step[]; readonly future: readonly Step[] };

/** One step of the history: how to go on and how to go back. */
export type Step = {
  readonly command: Command;
  readonly inverse: Command;
  /** Steps with the same key in quick succession become one. */
  readonly key: string | undefined;
  readonly at: number;
};

/** How many steps can be taken back. */
export const STEPS_MAXIMUM = 200;
/** Two steps of the same key further apart than this stay two. */
export const MERGE_WITHIN_MS = 1_500;

export const EMPTY_HISTORY: History = { past: [], future: [] };

/** Performs a command and remembers it. `at` is now, in milliseconds. */
export function perform(edited: Edited, command: Command, at: number): Edited {
  const { document, inverse } = apply(edited.document, command);
  if (document === edited.document) return edited;
  const step: Step = { command, inverse, key: mergeKey(edited.document, command), at };
  const past = [...edited.history.past];
  const last = past.at(-1);
  if (last && isMergeable(last, step)) past[past.length - 1] = merged(last, step);
  else past.push(step);
  return { document, history: { past: past.slice(-STEPS_MAXIMUM), future: [] } };
}

/** Takes the last step back. */
export function undo(edited: Edited): Edited {
  const step = edited.history.past.at(-1);
  if (!step) return edited;
  const { document } = apply(edited.document, step.inverse);
  const { past, future } = edited.history;
  return { document, history: { past: past.slice(0, -1), future: [...future, ended(step)] } };
}

/** Performs the step taken back last. */
export function redo(edited: Edited): Edited {
  const step = edited.history.future.at(-1);
  if (!step) return edited;
  const { document } = apply(edited.document, step.command);
  const { past, future } = edited.history;
  return { document, history: { past: [...past, ended(step)], future: future.slice(0, -1) } };
}

/** Ends the merging of the last step: what comes next is a step of its own. */
export function endStep(history: History): History {
  const last = history.past.at(-1);
  return last ? { ...history, past: history.past.with(-1, ended(last)) } : history;
}

function ended(step: Step): Step {
  return { ...step, key: undefined };
}

function isMergeable(last: Step, next: Step): boolean {
  return last.key !== undefined && last.key === next.key && next.at - last.at <= MERGE_WITHIN_MS;
}

function merged(last: Step, next: Step): Step {
  // A command with a key sets things outright: the newer one and the older inverse are enough.
  return { command: next.command, inverse: last.inverse, key: last.key, at: next.at };
}

/** The key of a command that may be one of a row; undefined for one that stands alone. */
function mergeKey(document: FlowDocument, command: Command): string | undefined {
  switch (command.type) {
    case "move":
      return `move:${Object.keys(command.nodes ?? {})}:${Object.keys(command.notes ?? {})}`;
    case "set_parameters": {
      const node = nodeOf(document, command.node);
      const place = node && changedPlace(node.parameters, command.parameters);
      return place && `parameters:${command.node}:${place}`;
    }
    case "set_options": {
      const options = Object.entries(command.options);
      const isTyping = options.every(([, value]) => typeof value !== "boolean");
      return isTyping ? `options:${command.node}:${options.map(([name]) => name)}` : undefined;
    }
    case "set_note":
      return `note:${command.note}:${Object.keys(command.changes)}`;
    case "set_pinned":
      return command.items === null ? undefined : `pinned:${command.node}`;
    case "set_flow":
      return `flow:${command.name === undefined}:${command.description === undefined}`;
    default:
      return undefined;
  }
}

/**
 * The path of the only value that differs, if just one does. A list that gets longer or
 * shorter is no typing: an entry that is added is a step of its own.
 */
function changedPlace(before: Json | undefined, after: Json | undefined): string | undefined {
  if (Array.isArray(before) || Array.isArray(after)) {
    if (!Array.isArray(before) || !Array.isArray(after) || before.length !== after.length)
      return undefined;
  }
  if (!isContainer(before) || !isContainer(after)) return "";
  const [old, next] = [before as JsonObject, after as JsonObject];
  const names = new Set([...Object.keys(old), ...Object.keys(next)]);
  const changed = [...names].filter((name) => old[name] !== next[name]);
  const [name] = changed;
  if (name === undefined || changed.length > 1) return undefined;
  const inner = changedPlace(old[name], next[name]);
  return inner === undefined ? undefined : `${name}.${inner}`;
}

function isContainer(value: Json | undefined): boolean {
  return typeof value === "object" && value !== null;
}

/** Several commands as one step; nothing for none. */
export function together(commands: readonly Command[]): Command | undefined {
  return commands.length === 0 ? undefined : all(...commands);
}

// Everything that can be done in the editor, as records. The canvas' keys, the
// menus, the toolbar, the command palette and the list of shortcuts read these.
import type { EditorState } from "../store";
import { debugOperations } from "./debug";
import { editOperations } from "./edit";
import { flowOperations } from "./flow";
import { nodeOperations } from "./nodes";
import type { Operation, Workbench } from "./operation";
import { structureOperations } from "./structure";
import { viewOperations } from "./view";

export type { Operation, Workbench } from "./operation";

/** Every operation of the editor. */
export function makeOperations(bench: Workbench): readonly Operation[] {
  return [
    ...flowOperations(bench),
    ...editOperations(bench),
    ...nodeOperations(bench),
    ...structureOperations(bench),
    ...debugOperations(bench),
    ...viewOperations(bench),
  ];
}

/** The operation a key press stands for, if it can be performed. */
export function operationFor(
  operations: readonly Operation[],
  press: string,
  keys: "page" | "canvas",
  state: EditorState,
): Operation | undefined {
  return operations.find((operation) => {
    const isOwn = operation.shortcut?.toLowerCase() === press || operation.aliases?.includes(press);
    return isOwn && operation.keys === keys && operation.enabled(state);
  });
}

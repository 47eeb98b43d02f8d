// What is open above the editor. Dialogs that are rarely used are loaded then.
import { type ComponentType, lazy, Suspense } from "react";
import type { PersonId } from "@/api/versions";
import { useBench } from "./bench";
import type { EditorDialog } from "./store";
import { useEditorState } from "./store";

type Props = {
  node: string;
  edge?: string;
  text?: string;
  side?: PersonId;
  /** Whose changes; only for the dialog that brings them in. */
  from: PersonId | "published";
  onClose(): void;
};

const drafts = () => import("./drafts");
const structure = () => import("./StructureDialogs");
const nodes = () => import("./NodeDialogs");
const AddDialog = lazy(() => nodes().then((m) => ({ default: m.AddDialog })));

/** What each dialog is drawn by; those of one node are told which. */
const LAZY: Record<Exclude<EditorDialog["type"], "add">, ComponentType<Props>> = {
  publish: lazy(() => import("./PublishDialog").then((m) => ({ default: m.PublishDialog }))),
  versions: lazy(() => import("./versions").then((m) => ({ default: m.VersionsPage }))),
  "bring-in": lazy(() => drafts().then((m) => ({ default: m.BringInDialog }))),
  "drop-draft": lazy(() => drafts().then((m) => ({ default: m.DropDraftDialog }))),
  tests: lazy(() => import("./tests/TestsDialog").then((m) => ({ default: m.TestsDialog }))),
  bring: lazy(() => import("./BringDialog").then((m) => ({ default: m.BringDialog }))),
  import: lazy(() => import("./ImportDialog").then((m) => ({ default: m.ImportDialog }))),
  settings: lazy(() => import("./SettingsDialog").then((m) => ({ default: m.SettingsDialog }))),
  run: lazy(() => import("./RunDialog").then((m) => ({ default: m.RunDialog }))),
  extract: lazy(() => import("./ExtractDialog").then((m) => ({ default: m.ExtractDialog }))),
  search: lazy(() => import("./SearchPanel").then((m) => ({ default: m.SearchPanel }))),
  help: lazy(() => import("./HelpDrawer").then((m) => ({ default: m.HelpDrawer }))),
  tour: lazy(() => import("./Tour").then((m) => ({ default: m.Tour }))),
  wrap: lazy(() => structure().then((m) => ({ default: m.WrapDialog }))),
  "move-into": lazy(() => structure().then((m) => ({ default: m.MoveIntoDialog }))),
  replace: lazy(() => structure().then((m) => ({ default: m.ReplaceDialog }))),
  reattach: lazy(() => structure().then((m) => ({ default: m.ReattachDialog }))),
  connect: lazy(() => nodes().then((m) => ({ default: m.ConnectDialog }))),
  breakpoint: lazy(() =>
    import("./BreakpointDialog").then((m) => ({ default: m.BreakpointDialog })),
  ),
  "arrow-stop": lazy(() =>
    import("./BreakpointDialog").then((m) => ({ default: m.ArrowStopDialog })),
  ),
  disconnect: lazy(() => nodes().then((m) => ({ default: m.DisconnectDialog }))),
  find: lazy(() => nodes().then((m) => ({ default: m.FindDialog }))),
  rename: lazy(() => nodes().then((m) => ({ default: m.RenameDialog }))),
};

/** Loads what the keyboard asks for most, so that nothing typed is lost on the way. */
export function preloadDialogs(): void {
  void nodes();
  void structure();
}

export function Dialogs() {
  const { editor, view } = useBench();
  const dialog = useEditorState((state) => state.dialog);
  if (!dialog) return null;
  const close = () => {
    editor.show(undefined);
    // After the dialog has given the focus back to what opened it, which may be gone.
    requestAnimationFrame(() => view()?.focus());
  };
  if (dialog.type === "add")
    return (
      <Suspense>
        <AddDialog dialog={dialog} onClose={close} />
      </Suspense>
    );
  const Content = LAZY[dialog.type];
  return (
    <Suspense>
      <Content
        node={"node" in dialog ? dialog.node : ""}
        {...("edge" in dialog ? { edge: dialog.edge } : {})}
        {...("text" in dialog ? { text: dialog.text } : {})}
        {...("side" in dialog ? { side: dialog.side } : {})}
        from={dialog.type === "bring-in" ? dialog.from : "published"}
        onClose={close}
      />
    </Suspense>
  );
}

// What is open above the editor. Dialogs that are rarely used are loaded then.
import { lazy, Suspense } from "react";
import { AddDialog } from "./AddDialog";
import { useBench } from "./bench";
import { ConnectDialog } from "./ConnectDialog";
import { DisconnectDialog } from "./DisconnectDialog";
import { FindDialog } from "./FindDialog";
import { RenameDialog } from "./RenameDialog";
import { useEditorState } from "./store";

const LAZY = {
  publish: lazy(() =>
    import("./PublishDialog").then((module) => ({ default: module.PublishDialog })),
  ),
  versions: lazy(() =>
    import("./VersionsDialog").then((module) => ({ default: module.VersionsDialog })),
  ),
  import: lazy(() => import("./ImportDialog").then((module) => ({ default: module.ImportDialog }))),
  settings: lazy(() =>
    import("./SettingsDialog").then((module) => ({ default: module.SettingsDialog })),
  ),
  run: lazy(() => import("./RunDialog").then((module) => ({ default: module.RunDialog }))),
};

export function Dialogs() {
  const { editor, view } = useBench();
  const dialog = useEditorState((state) => state.dialog);
  if (!dialog) return null;
  const close = () => {
    editor.show(undefined);
    // After the dialog has given the focus back to what opened it, which may be gone.
    requestAnimationFrame(() => view()?.focus());
  };
  switch (dialog.type) {
    case "add":
      return <AddDialog dialog={dialog} onClose={close} />;
    case "connect":
      return <ConnectDialog node={dialog.node} onClose={close} />;
    case "find":
      return <FindDialog onClose={close} />;
    case "disconnect":
      return <DisconnectDialog node={dialog.node} onClose={close} />;
    case "rename":
      return <RenameDialog node={dialog.node} onClose={close} />;
    default: {
      const Content = LAZY[dialog.type];
      return (
        <Suspense>
          <Content onClose={close} />
        </Suspense>
      );
    }
  }
}

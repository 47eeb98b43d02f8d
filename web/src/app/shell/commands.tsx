// What can be done from the keyboard on every page: the shortcuts themselves, the
// command palette and the list of shortcuts.
import { lazy, Suspense } from "react";
import { useKeyboard } from "../palette/keyboard";
import { openOverlay, useOverlay } from "./overlay";
import { useShellActions } from "./shell-actions";

const Palette = lazy(() => import("../palette/palette"));
const Shortcuts = lazy(() => import("../palette/shortcuts"));

export default function Commands() {
  useShellActions();
  useKeyboard();
  const open = useOverlay((state) => state.open);
  const close = () => openOverlay(undefined);
  return (
    <Suspense>
      {open === "palette" && <Palette onClose={close} />}
      {open === "shortcuts" && <Shortcuts onClose={close} />}
    </Suspense>
  );
}

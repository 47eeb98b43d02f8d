// The command palette and the list of shortcuts, loaded when first opened.
import { lazy, Suspense } from "react";
import { openOverlay, useOverlay } from "./overlay";

const Palette = lazy(() => import("../palette/palette"));
const Shortcuts = lazy(() => import("../palette/shortcuts"));

export function Overlays() {
  const open = useOverlay((state) => state.open);
  const close = () => openOverlay(undefined);
  return (
    <Suspense>
      {open === "palette" && <Palette onClose={close} />}
      {open === "shortcuts" && <Shortcuts onClose={close} />}
    </Suspense>
  );
}

// The way to the presets of a kind of node. What stands behind it is fetched when it is opened.
import { Bookmark } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { Kind, NodePanelProps } from "@/graph";
import { IconButton } from "@/ui/button";

const PresetsDialog = lazy(() => import("./presets-dialog"));

export function Presets(props: NodePanelProps & { kind: Kind }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <IconButton label="Presets" icon={<Bookmark size={17} />} onClick={() => setOpen(true)} />
      {isOpen && (
        <Suspense fallback={null}>
          <PresetsDialog {...props} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}

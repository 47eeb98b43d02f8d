// Zoom in, zoom out, show everything.
import { useStore } from "@xyflow/react";
import { Maximize, Minus, Plus } from "lucide-react";
import { IconButton } from "@/ui/button";
import type { CanvasView } from "./view";

export function ViewControls({ view }: { view: CanvasView }) {
  const percent = useStore(({ transform: [, , zoom] }) => Math.round(zoom * 100));
  return (
    <div className="flow-controls" role="toolbar" aria-label="View">
      <IconButton label="Zoom out" shortcut="-" icon={<Minus size={16} />} onClick={view.zoomOut} />
      <button
        type="button"
        aria-label={`Zoom ${percent} %: set to 100 %`}
        onClick={view.showPlain}
        className="h-8 w-12 rounded-small text-center text-xs text-ink-soft tabular-nums hover:bg-hover"
      >
        {percent}%
      </button>
      <IconButton label="Zoom in" shortcut="+" icon={<Plus size={16} />} onClick={view.zoomIn} />
      <IconButton
        label="Show everything"
        shortcut="0"
        icon={<Maximize size={16} />}
        onClick={view.showAll}
      />
    </div>
  );
}

// The editor with the panel it is given: neither knows the other. The panel is
// loaded while the canvas is already there; it is needed when a node is opened.

import { lazy, Suspense } from "react";
import { useWorkspace } from "@/api/workspace";
import { EditorPage } from "@/features/editor";
import type { NodePanelProps } from "@/graph/panel";
import { useParams } from "@/router";
import { Skeleton } from "@/ui/skeleton";

const loadPanel = () =>
  import("@/features/panel").then(({ NodePanel }) => ({ default: NodePanel }));
const LoadedPanel = lazy(loadPanel);

export function EditorRoute() {
  const { flow } = useParams({ from: "/flows/$flow" });
  const { id } = useWorkspace();
  return <EditorPage key={`${id}/${flow}`} workspace={id} flow={flow} NodePanel={NodePanel} />;
}

function NodePanel(props: NodePanelProps) {
  return (
    <Suspense fallback={<PanelPending />}>
      <LoadedPanel {...props} />
    </Suspense>
  );
}

function PanelPending() {
  return (
    <div
      role="status"
      aria-label="Loading the panel"
      className="z-30 flex flex-col gap-4 border-line bg-surface p-5 max-md:fixed max-md:inset-0 md:w-115 md:shrink-0 md:border-s"
    >
      <Skeleton className="h-6 w-40" />
      <Skeleton className="h-24" />
      <Skeleton className="h-24" />
    </div>
  );
}

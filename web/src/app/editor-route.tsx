// The editor with the panel it is given: neither knows the other.
import { useParams } from "@tanstack/react-router";
import { useWorkspace } from "@/api/workspace";
import { EditorPage } from "@/features/editor";
import { NodePanel } from "@/features/panel";

export function EditorRoute() {
  const { flow } = useParams({ from: "/flows/$flow" });
  const { id } = useWorkspace();
  return <EditorPage key={`${id}/${flow}`} workspace={id} flow={flow} NodePanel={NodePanel} />;
}

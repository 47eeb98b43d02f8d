// Pins what a node gave last: in tests it gives that, and is not performed.
import { get } from "@/api/client";
import { ofFlow } from "@/api/flows";
import type { FlowSamples } from "@/api/types";
import { toast } from "@/ui/toast";
import type { Editor } from "./editor";

export async function pinActive(editor: Editor, workspace: string, flow: string): Promise<void> {
  const { active: node, document } = editor.state;
  if (node === undefined) return;
  if (document.pinned?.[node] !== undefined) {
    editor.perform({ type: "set_pinned", node, items: null });
    return;
  }
  const { nodes } = await get<FlowSamples>(ofFlow(workspace, flow, "/samples"));
  const given = Object.values(nodes[node]?.outputs ?? {})[0];
  if (given === undefined) {
    const detail = "Run the flow first, or pin what you write under Output in its panel.";
    toast({ title: "It has given nothing yet", detail });
    return;
  }
  editor.perform({ type: "set_pinned", node, items: given.map(({ json }) => json) });
}

// A node as one of the choices of a picker.
import { KindIcon } from "@/canvas";
import type { FlowNode, Kinds } from "@/graph";
import type { Choice } from "./Picker";

export function nodeChoice(node: FlowNode, kinds: Kinds): Choice {
  const kind = kinds.of(node);
  const icon = <KindIcon kind={kind} size="small" />;
  const detail = kind?.title === node.name ? kind.summary : kind?.title;
  return { id: node.id, title: node.name, detail, icon };
}

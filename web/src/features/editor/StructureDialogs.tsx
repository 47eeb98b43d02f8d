// What asks before boxes and wires change: which box, which kind, which end.
import { useState } from "react";
import { KindIcon } from "@/canvas";
import {
  describeEdge,
  edgesInto,
  edgesOutOf,
  edgeTable,
  isBox,
  isBoxKind,
  type Kind,
  nodeOf,
  nodePorts,
  parentOf,
  readingOrder,
  whyNotInto,
  whyNotReattach,
  whyNotReplace,
} from "@/graph";
import { toast } from "@/ui/toast";
import { useBench } from "./bench";
import { kindGroups } from "./groups";
import { nodeChoice } from "./node-choice";
import { type Choice, Picker } from "./Picker";
import { moveIntoBox, replaceNode, wrapSelected } from "./structure";

type Props = { onClose(): void };
type NodeProps = Props & { node: string };

/** Where the nodes on the flow itself stand, among the boxes to choose. */
const THE_FLOW = "";

export function WrapDialog({ onClose }: Props) {
  const { editor, view } = useBench();
  const { kinds } = editor.state;
  const boxes = kinds.all.filter(isBoxKind);
  return (
    <Picker
      label="Put what is selected into which box?"
      choices={boxes.map((kind) => kindChoice(kind))}
      empty="No box is called that."
      onChoose={(name) => {
        onClose();
        const kind = kinds.named(name);
        if (!kind) return;
        tell("No box was made", wrapSelected(editor, kind));
        const { active } = editor.state;
        if (active !== undefined) requestAnimationFrame(() => view()?.show(active));
      }}
      onClose={onClose}
    />
  );
}

export function MoveIntoDialog({ onClose }: Props) {
  const { editor, view } = useBench();
  const { document, kinds, selected } = editor.state;
  const boxes = readingOrder(document).filter(
    (node) => isBox(kinds, node) && !whyNotInto(document, kinds, selected, node.id),
  );
  const isInBox = [...selected].some((id) => parentOf(document, id));
  const out: Choice = {
    id: THE_FLOW,
    title: "Out of all boxes",
    detail: "Onto the flow itself",
  };
  return (
    <Picker
      label="Move what is selected into which box?"
      choices={[...(isInBox ? [out] : []), ...boxes.map((box) => nodeChoice(box, kinds))]}
      empty="There is no such box. Make one with Shift+B."
      onChoose={(id) => {
        onClose();
        const refusal = moveIntoBox(editor, selected, id === THE_FLOW ? undefined : id);
        tell("Nothing was moved", refusal);
        const [first] = selected;
        if (first !== undefined) requestAnimationFrame(() => view()?.show(first));
      }}
      onClose={onClose}
    />
  );
}

export function ReplaceDialog({ node: id, onClose }: NodeProps) {
  const { editor } = useBench();
  const { document, kinds } = editor.state;
  const node = nodeOf(document, id);
  if (!node) return null;
  const fitting = kinds.all.filter(
    (kind) => kind.name !== node.kind && !whyNotReplace(document, id, kind),
  );
  const choices = kindGroups(fitting).flatMap(({ title, kinds: list }) =>
    list.map((kind) => kindChoice(kind, title)),
  );
  return (
    <Picker
      label={`Replace ${node.name} by`}
      choices={choices}
      empty="No node is called that."
      onChoose={(name) => {
        onClose();
        const kind = kinds.named(name);
        if (kind) tell("Nothing was replaced", replaceNode(editor, id, kind));
      }}
      onClose={onClose}
    />
  );
}

/** Which arrow, which of its ends, and where it shall be. */
export function ReattachDialog({ node, onClose }: NodeProps) {
  const { editor } = useBench();
  const { document, kinds } = editor.state;
  const edges = [...edgesInto(document, node), ...edgesOutOf(document, node)];
  const [chosen, setChosen] = useState(edges.length === 1 ? edges[0]?.id : undefined);
  const [end, setEnd] = useState<"from" | "to">();
  const edge = chosen === undefined ? undefined : edgeTable(document).byId.get(chosen);
  if (!edge) {
    return (
      <Picker
        key="edge"
        label="Move an end of which arrow?"
        choices={edges.map(({ id, ...rest }) => ({
          id,
          title: describeEdge(document, kinds, { id, ...rest }),
        }))}
        empty="No arrow is called that."
        onChoose={setChosen}
        onClose={onClose}
      />
    );
  }
  if (end === undefined) {
    const nameOf = (id: string) => nodeOf(document, id)?.name ?? "a missing node";
    return (
      <Picker
        key="end"
        label="Which end?"
        choices={[
          { id: "to", title: "Where it leads", detail: `Now ${nameOf(edge.to.node)}` },
          { id: "from", title: "Where it starts", detail: `Now ${nameOf(edge.from.node)}` },
        ]}
        empty="An arrow has two ends."
        onChoose={(choice) => setEnd(choice === "from" ? "from" : "to")}
        onClose={onClose}
      />
    );
  }
  const places = readingOrder(document).flatMap((other) => {
    const ports = nodePorts(kinds.of(other), other.parameters);
    const list =
      end === "to" ? ports.inputs : [...ports.outputs, ...(ports.error ? [ports.error] : [])];
    return list
      .map(({ name, label }) => {
        const choice = nodeChoice(other, kinds);
        const at = { node: other.id, port: name };
        const title = list.length > 1 && label ? `${choice.title} (${label})` : choice.title;
        return { ...choice, id: `${other.id} ${name}`, title, ends: { ...edge, [end]: at } };
      })
      .filter(({ ends }) => !whyNotReattach(document, kinds, edge.id, ends));
  });
  return (
    <Picker
      key="place"
      label={end === "to" ? "Lead it where?" : "Start it where?"}
      choices={places}
      empty="No node it can be at."
      onChoose={(id) => {
        onClose();
        const { from, to } = places.find((place) => place.id === id)?.ends ?? edge;
        editor.reattach(edge.id, { from, to });
      }}
      onClose={onClose}
    />
  );
}

function kindChoice(kind: Kind, group?: string): Choice {
  return {
    id: kind.name,
    title: kind.title,
    detail: kind.summary,
    group,
    words: kind.keywords.join(" "),
    icon: <KindIcon kind={kind} size="small" />,
  };
}

function tell(title: string, detail: string | undefined): void {
  if (detail !== undefined) toast({ title, detail });
}

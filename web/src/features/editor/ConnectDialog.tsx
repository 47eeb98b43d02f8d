// Draws an arrow without a mouse: from which port, to which node, to which port.
// A step with only one answer is passed over.
import { useState } from "react";
import {
  leadsBack,
  nodeOf,
  nodePorts,
  type Port,
  type PortRef,
  readingOrder,
  whyNotConnect,
} from "@/graph";
import { toast } from "@/ui/toast";
import { useBench } from "./bench";
import { makeLoop } from "./canvas-actions";
import { nodeChoice } from "./node-choice";
import { type Choice, Picker } from "./Picker";

/** Before the id of a node that a loop shall begin at. */
const LOOP = "loop ";

type Props = { node: string; onClose(): void };

export function ConnectDialog({ node: id, onClose }: Props) {
  const { editor } = useBench();
  const { document, kinds } = editor.state;
  const node = nodeOf(document, id);
  const ports = node && nodePorts(kinds.of(node), node.parameters);
  const outputs = ports ? [...ports.outputs, ...(ports.error ? [ports.error] : [])] : [];
  const [port, setPort] = useState(outputs.length === 1 ? outputs[0]?.name : undefined);
  const [target, setTarget] = useState<string>();
  if (!node) return null;

  const finish = (from: PortRef, to: PortRef) => {
    onClose();
    const refusal = whyNotConnect(document, kinds, from, to);
    if (refusal) toast({ title: "No arrow was drawn", detail: refusal });
    else editor.connect(from, to);
  };
  const from = { node: id, port: port ?? "" };
  const chooseTarget = (next: string) => {
    if (next.startsWith(LOOP)) {
      onClose();
      makeLoop(editor, id, next.slice(LOOP.length));
      return;
    }
    const inputs = inputsOf(next);
    if (inputs.length === 1) finish(from, { node: next, port: inputs[0]?.name ?? "" });
    else setTarget(next);
  };
  const inputsOf = (other: string): readonly Port[] => {
    const found = nodeOf(document, other);
    return found ? nodePorts(kinds.of(found), found.parameters).inputs : [];
  };

  const isPossible = (other: string) =>
    inputsOf(other).some(
      ({ name }) => !whyNotConnect(document, kinds, from, { node: other, port: name }),
    );
  const order = readingOrder(document);
  const targets = order
    .filter((other) => isPossible(other.id))
    .map((other) => nodeChoice(other, kinds));
  // An arrow cannot lead back, but what it would repeat can become a loop.
  const hasLoops = kinds.all.some(({ container }) => container === "for_each");
  const loops = order
    .filter(({ id: other }) => hasLoops && leadsBack(document, id, other))
    .filter((other) => kinds.of(other)?.role !== "trigger")
    .map((other) => ({
      ...nodeChoice(other, kinds),
      id: `${LOOP}${other.id}`,
      detail:
        other.id === id
          ? "Repeat this node in a loop"
          : "Leads back: repeat what is between in a loop",
      group: "Back, as a loop",
    }));

  if (port === undefined) {
    return (
      <Picker
        key="port"
        label={`From which port of ${node.name}?`}
        choices={outputs.map(portChoice)}
        empty="This node has no such port."
        onChoose={setPort}
        onClose={onClose}
      />
    );
  }
  if (target !== undefined) {
    const name = nodeOf(document, target)?.name ?? "";
    return (
      <Picker
        key="input"
        label={`To which port of ${name}?`}
        choices={inputsOf(target).map(portChoice)}
        empty="This node has no such port."
        onChoose={(input) => finish(from, { node: target, port: input })}
        onClose={onClose}
      />
    );
  }
  return (
    <Picker
      key="target"
      label={`Connect ${node.name}${portWords(port)} to`}
      choices={[...targets, ...loops]}
      empty="No node it can be connected to. Add one with N."
      onChoose={chooseTarget}
      onClose={onClose}
    />
  );

  function portWords(name: string): string {
    const label = outputs.find((other) => other.name === name)?.label;
    return outputs.length > 1 && label ? ` (${label})` : "";
  }
}

function portChoice({ name, label }: Port): Choice {
  return { id: name, title: label || "Result" };
}

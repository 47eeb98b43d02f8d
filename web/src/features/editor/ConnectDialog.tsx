// Draws an arrow without a mouse: from which port, to which node, to which port.
// A step with only one answer is passed over.
import { useState } from "react";
import { nodeOf, nodePorts, type Port, type PortRef, readingOrder, whyNotConnect } from "@/graph";
import { toast } from "@/ui/toast";
import { useBench } from "./bench";
import { nodeChoice } from "./node-choice";
import { type Choice, Picker } from "./Picker";

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
  const targets = readingOrder(document)
    .filter((other) => isPossible(other.id))
    .map((other) => nodeChoice(other, kinds));

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
      choices={targets}
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

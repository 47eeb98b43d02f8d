// The ports of a card: dots that arrows start and end at, with their labels.
import { Handle, Position as Side } from "@xyflow/react";
import { clsx } from "clsx";
import {
  edgesInto,
  edgesOutOf,
  type NodePorts,
  type Port,
  portOffset,
  ROW_HEIGHT,
  rowCount,
  type Size,
} from "@/graph";
import { useCanvasActions } from "./actions";
import { useCanvas } from "./store";

/** `size` is that of a box, which is larger than its ports need. */
type Props = { node: string; ports: NodePorts; size: Size };

export function Ports({ node, ports, size }: Props) {
  return (
    <>
      {rowCount(ports) > 0 && <Rows ports={ports} />}
      {ports.inputs.map((port) => (
        <Input key={port.name} node={node} ports={ports} size={size} port={port} />
      ))}
      {ports.outputs.map((port) => (
        <Output key={port.name} node={node} ports={ports} size={size} port={port} />
      ))}
      {ports.error && <Output node={node} ports={ports} size={size} port={ports.error} isError />}
    </>
  );
}

/** Labels of ports, inputs on the left, outputs on the right. */
function Rows({ ports }: { ports: NodePorts }) {
  const { inputs, outputs } = ports;
  return (
    <div className="border-t border-line/70">
      {Array.from({ length: rowCount(ports) }, (_, row) => (
        <div
          key={inputs[row]?.name ?? outputs[row]?.name ?? row}
          style={{ height: ROW_HEIGHT }}
          className="flex items-center justify-between gap-3 px-4 text-xs text-ink-soft"
        >
          <span className="truncate">{inputs.length > 1 && inputs[row]?.label}</span>
          <span className="truncate text-end">{outputs.length > 1 && outputs[row]?.label}</span>
        </div>
      ))}
    </div>
  );
}

function Input({ node, ports, size, port }: Props & { port: Port }) {
  const isWired = useCanvas(({ document }) =>
    edgesInto(document, node).some((edge) => edge.to.port === port.name),
  );
  const { y } = portOffset(ports, "input", port.name, size);
  return (
    <Handle
      type="target"
      id={port.name}
      position={Side.Left}
      style={{ top: y }}
      className={clsx("port port-in", isWired && "is-wired")}
    />
  );
}

function Output({ node, ports, size, port, isError }: Props & { port: Port; isError?: boolean }) {
  const { onAddBehind } = useCanvasActions();
  const isReadOnly = useCanvas(({ readOnly }) => readOnly);
  const isWired = useCanvas(({ document }) =>
    edgesOutOf(document, node).some((edge) => edge.from.port === port.name),
  );
  const { x, y } = portOffset(ports, "output", port.name, size);
  return (
    <Handle
      type="source"
      id={port.name}
      position={isError ? Side.Bottom : Side.Right}
      style={
        isError
          ? { left: x, top: y, bottom: "auto", transform: "translate(-50%, -50%)" }
          : { top: y }
      }
      title={
        isReadOnly
          ? undefined
          : `${isError ? "On error: press" : "Press"} to add what follows, or drag to a node`
      }
      onClick={() => !isReadOnly && onAddBehind({ node, port: port.name }, undefined)}
      className={clsx("port port-out", isWired && "is-wired", isError && "is-error")}
    />
  );
}

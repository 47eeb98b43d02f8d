// What came into the node, or what a node before it gave.
import { ArrowDownToLine, Play } from "lucide-react";
import { useState } from "react";
import { useStartRun } from "@/api/drafts";
import { type FieldTarget, ItemsView, nodeRoot } from "@/form";
import type { NodePanelProps } from "@/graph";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";
import { SelectInput } from "@/ui/input";
import { toastProblem } from "@/ui/toast";
import type { NodeSamples } from "./samples";

type Props = NodePanelProps & { samples: NodeSamples; target: FieldTarget };

const OWN = "";

export function InputColumn({ samples, target, node, kind, ...props }: Props) {
  const [chosen, setChosen] = useState(OWN);
  const before = samples.before.find((one) => one.node.id === chosen);
  return (
    <div className="flex h-full min-h-0 flex-col gap-3">
      {samples.before.length > 0 && (
        <SelectInput
          aria-label="Whose items"
          value={before ? chosen : OWN}
          onChange={(event) => setChosen(event.target.value)}
          options={[
            { value: OWN, label: samples.received ? "Came in last" : "Would come in" },
            ...samples.before.map((one) => ({
              value: one.node.id,
              label: `Given by ${one.node.name}`,
            })),
          ]}
        />
      )}
      <div className="min-h-0 flex-1">
        <ItemsView
          key={chosen}
          label={before ? `Given by ${before.node.name}` : "Input"}
          ports={before ? before.outputs : samples.inputs}
          root={before ? nodeRoot(before.node.name) : "$json"}
          target={target}
          portTitle={(port) =>
            kind?.inputs.ports === "fixed"
              ? (kind.inputs.list.find((one) => one.name === port)?.label ?? port)
              : port
          }
          empty={<NoInput {...props} />}
        />
      </div>
    </div>
  );
}

function NoInput({
  workspace,
  flow,
  readOnly,
}: Pick<NodePanelProps, "workspace" | "flow" | "readOnly">) {
  const run = useStartRun(workspace, flow);
  return (
    <EmptyState
      icon={<ArrowDownToLine size={22} aria-hidden />}
      title="Nothing has come in yet"
      actions={
        !readOnly && (
          <Button
            icon={<Play size={16} aria-hidden />}
            busy={run.isPending}
            onClick={() => run.mutate({ draft: true }, { onError: toastProblem })}
          >
            Run the draft
          </Button>
        )
      }
    >
      Run the flow once, or open its trigger and let it listen for a test event. What comes in then
      shows here, and its fields can be used in expressions.
    </EmptyState>
  );
}

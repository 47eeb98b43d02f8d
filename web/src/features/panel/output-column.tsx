// What the node gave: in the last run, or when it was tried just now.
import { ArrowUpFromLine } from "lucide-react";
import { ItemsView } from "@/form";
import { ERROR_PORT, type NodePanelProps, nodePorts } from "@/graph";
import { EmptyState } from "@/ui/empty-state";
import { RelativeTime } from "@/ui/time";
import { PinnedOutput } from "./pinned-output";
import type { NodeSamples } from "./samples";
import { StepErrorNote, TryButton, TryFailure, type Trying } from "./try-node";

type Props = NodePanelProps & { samples: NodeSamples; trying: Trying };

export function OutputColumn({
  document,
  node,
  kind,
  samples,
  trying,
  readOnly,
  triggers,
  onCommand,
}: Props) {
  const { result } = trying;
  const { outputs } = nodePorts(kind, node.parameters);
  const listens = triggers.some((one) => one.node === node.id && one.test_url);
  const titleOf = (port: string) =>
    port === ERROR_PORT ? "On error" : (outputs.find((one) => one.name === port)?.label ?? port);
  const hasItems = samples.sources[0]?.id === "input";
  return (
    <div className="flex h-full min-h-0 flex-col gap-3">
      {!readOnly && <TryButton kind={kind} trying={trying} hasItems={hasItems} />}
      <PinnedOutput
        key={node.id}
        node={node.id}
        items={document.pinned?.[node.id]}
        given={Object.values(result?.outputs ?? samples.outputs)[0] ?? []}
        readOnly={readOnly}
        onCommand={onCommand}
      />
      <TryFailure error={trying.failure} />
      {result?.error && <StepErrorNote error={result.error} />}
      {!result?.error && (
        <>
          <Origin samples={samples} tried={result?.outputs !== undefined} />
          <div className="min-h-0 flex-1">
            <ItemsView
              label="Output"
              ports={result?.outputs ?? samples.outputs}
              portTitle={titleOf}
              empty={
                <EmptyState
                  icon={<ArrowUpFromLine size={22} aria-hidden />}
                  title={samples.at === undefined ? "It has given nothing yet" : "It gave no item"}
                >
                  {samples.at !== undefined
                    ? "In the last run nothing came out of it."
                    : listens
                      ? "Let it listen under Parameters and send a test event, or run the flow."
                      : "Run the flow, and what this node gives shows here."}
                </EmptyState>
              }
            />
          </div>
        </>
      )}
    </div>
  );
}

function Origin({ samples, tried }: { samples: NodeSamples; tried: boolean }) {
  if (tried) return <p className="text-sm text-good">From trying it just now.</p>;
  if (samples.at === undefined) return null;
  return (
    <p className="text-sm text-ink-faint">
      From the last run, <RelativeTime at={samples.at} />.
    </p>
  );
}

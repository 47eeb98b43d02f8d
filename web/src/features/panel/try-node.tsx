// Running one node for real, with the item that came in last.
import { Play } from "lucide-react";
import { useTryNode } from "@/api/drafts";
import type { StepError, TriedNode } from "@/api/types";
import { Message } from "@/form";
import type { NodePanelProps } from "@/graph";
import { Button } from "@/ui/button";
import { ErrorNote } from "@/ui/error-note";
import type { NodeSamples } from "./samples";

export interface Trying {
  start(): void;
  busy: boolean;
  /** What came of it; undefined before the first try. */
  result: TriedNode | undefined;
  /** The try itself could not be made. */
  failure: unknown;
}

/** A node with an effect is tried with one item: nobody wants a hundred test messages. */
const ITEMS_MAXIMUM = 20;

export function useTry(
  { workspace, flow, node, kind }: NodePanelProps,
  samples: NodeSamples,
): Trying {
  const trying = useTryNode(workspace, flow, node.id);
  const items = Object.values(samples.inputs).find((some) => some.length > 0) ?? [];
  const sent = items.slice(0, kind?.effect ? 1 : ITEMS_MAXIMUM).map((item) => item.json);
  return {
    start: () =>
      trying.mutate({
        items: sent.length > 0 ? sent : [{}],
        parameters: node.parameters,
        credentials: node.credentials ?? {},
      }),
    busy: trying.isPending,
    result: trying.data,
    failure: trying.error,
  };
}

export function TryButton({
  kind,
  trying,
  hasItems,
}: {
  kind: NodePanelProps["kind"];
  trying: Trying;
  hasItems: boolean;
}) {
  if (!kind || kind.role === "trigger") return null;
  return (
    <div className="grid gap-1">
      <Button
        size="small"
        variant="primary"
        className="justify-self-start"
        icon={<Play size={14} aria-hidden />}
        busy={trying.busy}
        onClick={trying.start}
      >
        Try this node
      </Button>
      <p className="text-xs text-ink-soft">
        {kind.effect ? "It really happens, once, " : "Runs it "}
        {hasItems
          ? "with the item that came in last."
          : "with an empty item, for none has come in yet."}
      </p>
    </div>
  );
}

export function TryFailure({ error }: { error: unknown }) {
  return error ? <ErrorNote error={error} /> : null;
}

export function StepErrorNote({ error }: { error: StepError }) {
  return (
    <div role="alert" className="rounded-control bg-bad-soft px-4 py-3 text-sm text-bad">
      <p className="font-medium">
        <Message text={error.message} />
      </p>
      {error.hint && (
        <p>
          <Message text={error.hint} />
        </p>
      )}
      {error.class === "transient" && (
        <p>This may go away by itself: in a run it is tried again.</p>
      )}
    </div>
  );
}

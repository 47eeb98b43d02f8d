// How a node stands in a run: a small sign at the corner of its card.
import {
  Check,
  CircleHelp,
  CirclePause,
  LoaderCircle,
  type LucideIcon,
  Minus,
  RotateCw,
  Square,
  X,
} from "lucide-react";
import { type NodeState, stateTitle } from "@/graph";

const SIGNS: Readonly<Record<Exclude<NodeState, "idle">, LucideIcon>> = {
  running: LoaderCircle,
  retrying: RotateCw,
  waiting: CirclePause,
  held: CirclePause,
  in_doubt: CircleHelp,
  done: Check,
  failed: X,
  skipped: Minus,
  cancelled: Square,
};

export function StateBadge({ state }: { state: NodeState | undefined }) {
  if (!state || state === "idle") return null;
  const Sign = SIGNS[state];
  return (
    <span className="node-state" title={stateTitle(state)}>
      <Sign
        size={12}
        strokeWidth={3}
        aria-hidden="true"
        className={state === "running" ? "animate-turn" : undefined}
      />
    </span>
  );
}

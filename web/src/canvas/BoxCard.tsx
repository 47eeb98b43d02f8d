// A box: the header of a node, and below it a body that other nodes stand in.
// Folded it is one card. What stands in it is drawn by React Flow, on top.
import type { NodeProps } from "@xyflow/react";
import { clsx } from "clsx";
import { ChevronDown, ChevronRight, Plus } from "lucide-react";
import { memo, type ReactNode } from "react";
import { childrenOf, type FlowNode, nodeOf, type Size } from "@/graph";
import { useCanvasActions } from "./actions";
import { BoxPager } from "./BoxPager";
import { CardHeader, useCard } from "./NodeCard";
import { Ports } from "./Ports";
import { StateBadge } from "./StateBadge";
import { useCanvas } from "./store";

export const BoxCard = memo(function BoxCard({ id, width = 0, height = 0 }: NodeProps) {
  const node = useCanvas((state) => nodeOf(state.document, id));
  return node ? <Box node={node} size={{ width, height }} /> : null;
});

function Box({ node, size }: { node: FlowNode; size: Size }) {
  const { id } = node;
  const isFolded = useCanvas(({ folded }) => folded.has(id));
  const count = useCanvas(({ document }) => childrenOf(document, id).length);
  const isTarget = useCanvas(({ dropBox }) => dropBox === id);
  const card = useCard(node, isFolded);
  const held = count === 1 ? "1 node" : `${count} nodes`;
  return (
    <div
      {...card.attributes}
      data-group={card.kind?.group}
      style={size}
      className={clsx("box-card", isFolded && "is-folded", isTarget && "is-target", card.classes)}
    >
      <div className="box-header">
        <CardHeader
          node={node}
          kind={card.kind}
          problems={card.problems}
          detail={isFolded ? held : undefined}
        />
        <BoxPager box={id} />
        <BoxButtons id={id} isFolded={isFolded} isEmpty={count === 0} />
      </div>
      {count === 0 && !isFolded && <EmptyBody id={id} />}
      <Ports node={id} ports={card.ports} size={size} />
      <StateBadge state={card.state} />
    </div>
  );
}

type ButtonsProps = { id: string; isFolded: boolean; isEmpty: boolean };

function BoxButtons({ id, isFolded, isEmpty }: ButtonsProps) {
  const { onFold, onAddInside } = useCanvasActions();
  const isReadOnly = useCanvas(({ readOnly }) => readOnly);
  return (
    <span className="nodrag me-3 flex shrink-0 items-center gap-0.5">
      {!isReadOnly && !isFolded && !isEmpty && (
        <BoxButton label="Add a node in this box" onPress={() => onAddInside(id)}>
          <Plus size={16} aria-hidden="true" />
        </BoxButton>
      )}
      <BoxButton
        label={isFolded ? "Unfold the box" : "Fold the box"}
        onPress={() => onFold(id, !isFolded)}
      >
        {isFolded ? (
          <ChevronRight size={16} aria-hidden="true" />
        ) : (
          <ChevronDown size={16} aria-hidden="true" />
        )}
      </BoxButton>
    </span>
  );
}

function EmptyBody({ id }: { id: string }) {
  const { onAddInside } = useCanvasActions();
  const isReadOnly = useCanvas(({ readOnly }) => readOnly);
  if (isReadOnly) return <p className="box-empty">Nothing stands in this box.</p>;
  return (
    <div className="box-empty">
      <button
        type="button"
        tabIndex={-1}
        onClick={() => onAddInside(id)}
        className="box-first nodrag"
      >
        <Plus size={15} aria-hidden="true" />
        Add the first node, or drag one here
      </button>
    </div>
  );
}

type BoxButtonProps = {
  label: string;
  disabled?: boolean;
  children: ReactNode;
  onPress(): void;
};

/** Not in the tab order: the canvas is one stop, and the keyboard has operations for these. */
export function BoxButton({ label, disabled = false, children, onPress }: BoxButtonProps) {
  return (
    <button
      type="button"
      tabIndex={-1}
      title={label}
      aria-label={label}
      disabled={disabled}
      onClick={(event) => {
        event.stopPropagation();
        onPress();
      }}
      onDoubleClick={(event) => event.stopPropagation()}
      className="box-button"
    >
      {children}
    </button>
  );
}

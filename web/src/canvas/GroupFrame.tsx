// A group: a coloured frame with a label around nodes that belong together, or one
// card in their place.
import { Handle, type NodeProps, Position as Side } from "@xyflow/react";
import { clsx } from "clsx";
import { ChevronDown, ChevronRight, Group } from "lucide-react";
import { memo, useState } from "react";
import { type FlowGroup, GROUP_COLOURS, nodeOf } from "@/graph";
import { useCanvasActions } from "./actions";
import { BoxButton } from "./BoxCard";
import { groupColour } from "./group-colour";
import { cardId } from "./NodeCard";
import { useCanvas } from "./store";

export const GroupFrame = memo(function GroupFrame({ id, width = 0, height = 0 }: NodeProps) {
  const group = useCanvas(({ document }) => document.groups?.find((other) => other.id === id));
  if (!group) return null;
  const style = {
    width,
    height,
    "--group-colour": `var(--${groupColour(group.colour)})`,
  };
  return group.collapsed ? (
    <FoldedGroup group={group} style={style} />
  ) : (
    <Frame group={group} style={style} />
  );
});

type Props = { group: FlowGroup; style: React.CSSProperties };

function Frame({ group, style }: Props) {
  const { onChangeGroup, onSelect } = useCanvasActions();
  const isReadOnly = useCanvas(({ readOnly }) => readOnly);
  const isSelected = useIsSelected(group);
  return (
    <div style={style} className={clsx("group-frame", isSelected && "is-selected")}>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard has operations for groups */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the same */}
      <div className="group-header" onClick={() => onSelect(new Set(group.nodes), new Set())}>
        {!isReadOnly && (
          <BoxButton
            label="Fold the group"
            onPress={() => onChangeGroup(group.id, { collapsed: true })}
          >
            <ChevronDown size={14} aria-hidden="true" />
          </BoxButton>
        )}
        <Label group={group} />
        {isSelected && !isReadOnly && <Colours group={group} />}
      </div>
    </div>
  );
}

function FoldedGroup({ group, style }: Props) {
  const { onChangeGroup } = useCanvasActions();
  const isReadOnly = useCanvas(({ readOnly }) => readOnly);
  const isSelected = useIsSelected(group);
  const isActive = useCanvas(({ active }) => active !== undefined && group.nodes.includes(active));
  const names = useCanvas(({ document }) =>
    group.nodes.flatMap((id) => nodeOf(document, id)?.name ?? []).join(", "),
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a card is no group of fields
    <div
      id={cardId(group.id)}
      role="group"
      aria-roledescription="folded group"
      aria-label={`${group.label || "Group"}: ${names}`}
      style={style}
      className={clsx("group-card", isSelected && "is-selected", isActive && "is-active")}
    >
      <span className="group-tile">
        <Group size={18} aria-hidden="true" />
      </span>
      <span className="min-w-0 flex-1">
        <span className="block truncate text-[0.875rem] leading-5 font-semibold text-ink">
          {group.label || "Group"}
        </span>
        <span className="block truncate text-xs text-ink-soft">{names}</span>
      </span>
      {!isReadOnly && (
        <BoxButton
          label="Unfold the group"
          onPress={() => onChangeGroup(group.id, { collapsed: false })}
        >
          <ChevronRight size={16} aria-hidden="true" />
        </BoxButton>
      )}
      <Handle type="target" id="in" position={Side.Left} isConnectable={false} className="port" />
      <Handle type="source" id="out" position={Side.Right} isConnectable={false} className="port" />
    </div>
  );
}

function Label({ group }: { group: FlowGroup }) {
  const { onChangeGroup } = useCanvasActions();
  const isReadOnly = useCanvas(({ readOnly }) => readOnly);
  const [isWriting, setWriting] = useState(false);
  if (!isWriting) {
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: the keyboard renames with F2
      <span
        className="truncate px-1"
        title={isReadOnly ? undefined : "Double-click to rename"}
        onDoubleClick={() => !isReadOnly && setWriting(true)}
      >
        {group.label || "Group"}
      </span>
    );
  }
  return (
    <input
      // biome-ignore lint/a11y/noAutofocus: it is opened in order to type
      autoFocus
      aria-label="Label of the group"
      defaultValue={group.label}
      onFocus={(event) => event.target.select()}
      onBlur={(event) => {
        onChangeGroup(group.id, { label: event.target.value.trim() });
        setWriting(false);
      }}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Enter" || event.key === "Escape") event.currentTarget.blur();
      }}
      className="nodrag h-6 w-40 rounded-small border border-line bg-surface px-1.5 text-ink"
    />
  );
}

function Colours({ group }: { group: FlowGroup }) {
  const { onChangeGroup } = useCanvasActions();
  return (
    <span className="nodrag flex items-center">
      {GROUP_COLOURS.map((colour) => (
        <button
          key={colour}
          type="button"
          tabIndex={-1}
          aria-label={`Colour: ${colour}`}
          aria-pressed={(group.colour ?? "grey") === colour}
          title={colour}
          onClick={(event) => {
            event.stopPropagation();
            onChangeGroup(group.id, { colour: colour === "grey" ? "" : colour });
          }}
          style={{ "--dot": `var(--${groupColour(colour)})` } as React.CSSProperties}
          className="group-colour"
        />
      ))}
    </span>
  );
}

function useIsSelected(group: FlowGroup): boolean {
  return useCanvas(({ selected }) => group.nodes.every((id) => selected.has(id)));
}

// A node in the outline: its name, what leads to it and follows, and what can be done.
import { clsx } from "clsx";
import { ChevronDown, ChevronRight, CircleAlert, MoreHorizontal, Plus } from "lucide-react";
import { lazy } from "react";
import { KindIcon } from "@/canvas";
import {
  describeArrows,
  describeBox,
  edgesOutOf,
  type FlowDocument,
  type FlowNode,
  isBox,
  type Kinds,
  nodeOf,
  nodePorts,
  type Port,
  stateTitle,
  targets,
} from "@/graph";
import { IconButton } from "@/ui/button";
import { LazyMenu } from "@/ui/lazy-menu";
import { useBench } from "../bench";
import { useEditorState } from "../store";

const load = () => import("./OutlineMenu");
const OutlineMenu = lazy(load);

/** `isStop`: the row the Tab key comes to before one has been chosen. */
export function OutlineRow({ node, isStop }: { node: FlowNode; isStop: boolean }) {
  const { editor } = useBench();
  const { id } = node;
  const kind = useEditorState(({ kinds }) => kinds.of(node));
  const words = useEditorState(({ document, kinds }) => describeArrows(document, kinds, node));
  const shown = useEditorState(({ document, kinds, folded }) =>
    shortWords(document, kinds, node, folded.has(id)),
  );
  const problems = useEditorState((state) => state.problems.get(id)?.length ?? 0);
  const isActive = useEditorState(({ active, document }) =>
    active !== undefined && nodeOf(document, active) ? active === id : isStop,
  );
  const isSelected = useEditorState(({ selected }) => selected.has(id));
  const mayEdit = useEditorState((state) => state.mayEdit);
  return (
    <div
      className={clsx(
        "overflow-hidden rounded-card border bg-surface",
        isSelected ? "border-accent" : "border-line",
      )}
    >
      <div className="flex items-center gap-1 pe-1.5">
        <FoldButton node={node} />
        <button
          type="button"
          data-row={id}
          tabIndex={isActive ? 0 : -1}
          aria-current={isActive ? "true" : undefined}
          onFocus={() => !editor.state.selected.has(id) && editor.select([id])}
          onClick={() => editor.open(id)}
          className="flex min-w-0 flex-1 items-center gap-3 py-2.5 ps-2 text-start -outline-offset-2 compact:py-1"
        >
          <KindIcon kind={kind} size="small" />
          <span className="min-w-0 flex-1">
            <span
              className={clsx("block truncate text-sm font-medium", node.disabled && "opacity-60")}
            >
              {node.name}
            </span>
            <span aria-hidden="true" className="block text-xs text-ink-soft">
              {shown}
            </span>
            <span className="sr-only">{words}</span>
          </span>
          <State id={id} />
          {problems > 0 && (
            <span className="flex shrink-0 items-center gap-1 text-xs font-medium text-bad">
              <CircleAlert size={16} aria-hidden="true" />
              {problems}
              <span className="sr-only">{problems === 1 ? "problem" : "problems"}</span>
            </span>
          )}
        </button>
        {mayEdit && <RowTools node={node} />}
      </div>
      <PortRows node={node} />
    </div>
  );
}

/** What the order of the rows does not say already. */
function shortWords(document: FlowDocument, kinds: Kinds, node: FlowNode, isFolded: boolean) {
  const box = describeBox(document, kinds, node, isFolded).replace(/ ?In [^.]*\.$/, "");
  const { outputs } = nodePorts(kinds.of(node), node.parameters);
  const next = targets(document, node.id).flatMap((id) => nodeOf(document, id)?.name ?? []);
  const isLast = next.length === 0 && node.parent !== undefined;
  // A node with several ports says of each below where it leads.
  const leads =
    outputs.length > 1
      ? ""
      : next.length > 0
        ? `Leads to ${next.join(" and ")}.`
        : isLast
          ? "What it gives leaves the box."
          : "Leads nowhere.";
  const title = kinds.of(node)?.title ?? `Unknown: ${node.kind}`;
  const kind = title === node.name ? "" : `${title}.`;
  return [node.disabled ? "Disabled." : "", kind, box, leads].filter(Boolean).join(" ");
}

function FoldButton({ node }: { node: FlowNode }) {
  const { editor } = useBench();
  const isBoxed = useEditorState(({ kinds }) => isBox(kinds, node));
  const isFolded = useEditorState(({ folded }) => folded.has(node.id));
  if (!isBoxed) return null;
  const Icon = isFolded ? ChevronRight : ChevronDown;
  return (
    <IconButton
      label={isFolded ? `Unfold ${node.name}` : `Fold ${node.name}`}
      aria-expanded={!isFolded}
      icon={<Icon size={16} aria-hidden="true" />}
      onClick={() => editor.fold([node.id], !isFolded)}
      className="ms-1"
    />
  );
}

function RowTools({ node }: { node: FlowNode }) {
  const { editor } = useBench();
  const isBoxed = useEditorState(({ kinds }) => isBox(kinds, node));
  const choose = () => editor.select([node.id]);
  return (
    <>
      {isBoxed && (
        <button
          type="button"
          onClick={() => {
            choose();
            editor.show({ type: "add", box: node.id });
          }}
          className="hidden h-8 shrink-0 items-center gap-1 rounded-control px-2 text-xs font-medium text-accent hover:bg-hover sm:flex"
        >
          <Plus size={14} aria-hidden="true" />
          Inside
        </button>
      )}
      <IconButton
        label={`Add what follows ${node.name}`}
        icon={<Plus size={17} aria-hidden="true" />}
        onClick={() => {
          choose();
          const from = editor.freePort(node.id);
          editor.show(from ? { type: "add", from } : { type: "add" });
        }}
      />
      <LazyMenu
        load={load}
        menu={(props) => <OutlineMenu {...props} />}
        button={
          <IconButton
            label={`More for ${node.name}`}
            icon={<MoreHorizontal size={17} aria-hidden="true" />}
            onPointerDown={choose}
            onKeyDown={choose}
          />
        }
      />
    </>
  );
}

/** Of a node with several ports: where each leads, and how to let it lead somewhere. */
function PortRows({ node }: { node: FlowNode }) {
  const kind = useEditorState(({ kinds }) => kinds.of(node));
  const ports = nodePorts(kind, node.parameters);
  const isErrorWired = useEditorState(({ document }) =>
    edgesOutOf(document, node.id).some(({ from }) => from.port === ports.error?.name),
  );
  const shown = [
    ...(ports.outputs.length > 1 ? ports.outputs : []),
    ...(ports.error && isErrorWired ? [ports.error] : []),
  ];
  if (shown.length === 0) return null;
  return (
    <ul className="border-t border-line bg-ground/60 py-1">
      {shown.map((port) => (
        <PortRow key={port.name} node={node} port={port} />
      ))}
    </ul>
  );
}

function PortRow({ node, port }: { node: FlowNode; port: Port }) {
  const { editor } = useBench();
  const mayEdit = useEditorState((state) => state.mayEdit);
  const targets = useEditorState(({ document }) =>
    edgesOutOf(document, node.id)
      .filter(({ from }) => from.port === port.name)
      .flatMap(({ to }) => nodeOf(document, to.node)?.name ?? [])
      .join(", "),
  );
  return (
    <li className="flex min-h-8 items-center gap-2 pe-1.5 ps-4 text-xs">
      <span className="font-medium">{port.label || "result"}</span>
      <span className="min-w-0 flex-1 truncate text-ink-soft">
        {targets ? `leads to ${targets}` : "leads nowhere"}
      </span>
      {mayEdit && (
        <IconButton
          label={`Add what follows ${node.name} at ${port.label || "result"}`}
          icon={<Plus size={14} aria-hidden="true" />}
          onClick={() => {
            editor.select([node.id]);
            editor.show({ type: "add", from: { node: node.id, port: port.name } });
          }}
        />
      )}
    </li>
  );
}

const STATE_CLASS: Readonly<Record<string, string>> = {
  done: "text-good",
  failed: "text-bad",
  running: "text-busy",
  waiting: "text-warn",
  retrying: "text-warn",
  in_doubt: "text-doubt",
};

function State({ id }: { id: string }) {
  const state = useEditorState(({ nodeStates }) => nodeStates[id]);
  if (!state || state === "idle") return null;
  return (
    <span className={clsx("shrink-0 text-xs font-medium", STATE_CLASS[state] ?? "text-ink-soft")}>
      {stateTitle(state)}
    </span>
  );
}

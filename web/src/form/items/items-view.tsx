// The items of a node's ports: as fields, as a table, or as JSON, one item at a time.

import { ChevronLeft, ChevronRight, Paperclip } from "lucide-react";
import { type ReactNode, useState } from "react";
import { count, counted } from "@/lib/format";
import { IconButton } from "@/ui/button";
import { SelectInput } from "@/ui/input";
import { Segments } from "@/ui/segments";
import type { FieldTarget } from "../expression/target";
import { filesOf, type Item, type PortItems, sizeText } from "./item";
import { JsonView } from "./json-view";
import { SchemaView } from "./schema-view";
import { TableView } from "./table-view";

export interface ItemsViewProps {
  /** What is shown: "Input", "Output of Fetch order". */
  label: string;
  ports: PortItems;
  /** Names of ports as on screen. */
  portTitle?(port: string): string;
  /** How an expression names the item. */
  root?: string;
  target?: FieldTarget;
  /** The items were too many or too large to be kept whole. */
  truncated?: boolean;
  /** Shown when there is no item. */
  empty: ReactNode;
}

type View = "schema" | "table" | "json";
const VIEWS: { value: View; label: string }[] = [
  { value: "schema", label: "Schema" },
  { value: "table", label: "Table" },
  { value: "json", label: "JSON" },
];

/** The view that was chosen last is the one to start with. */
let lastView: View = "schema";

export function ItemsView(props: ItemsViewProps) {
  const [view, setView] = useState<View>(lastView);
  const [chosenPort, setPort] = useState<string>();
  const [at, setAt] = useState(0);
  const filled = Object.keys(props.ports).filter((port) => (props.ports[port]?.length ?? 0) > 0);
  const port = filled.find((name) => name === chosenPort) ?? filled[0];
  const items = port === undefined ? [] : (props.ports[port] as readonly Item[]);
  if (port === undefined || items.length === 0) return props.empty;

  const index = Math.min(at, items.length - 1);
  const item = items[index] as Item;
  const values = items.map((one) => one.json);
  return (
    <div className="flex h-full min-h-0 flex-col gap-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Segments<View>
          label={`${props.label}: view`}
          value={view}
          options={VIEWS}
          onChange={(next) => {
            lastView = next;
            setView(next);
          }}
        />
        {filled.length > 1 && (
          <SelectInput
            aria-label="Port"
            className="w-36 [&_select]:h-8! [&_select]:text-sm!"
            value={port}
            options={filled.map((name) => ({
              value: name,
              label: props.portTitle?.(name) || name,
            }))}
            onChange={(event) => setPort(event.target.value)}
          />
        )}
        {view === "table" || items.length === 1 ? (
          <span className="ms-auto text-sm text-ink-faint">{counted(items.length, "item")}</span>
        ) : (
          <Pager index={index} count={items.length} onChange={setAt} />
        )}
      </div>
      <div className="min-h-0 flex-1">
        {view === "schema" && (
          <SchemaView values={[item.json, ...values]} root={props.root} target={props.target} />
        )}
        {view === "table" && <TableView values={values} label={props.label} />}
        {view === "json" && (
          <JsonView value={item.json} label={`${props.label}, item ${index + 1}`} />
        )}
      </div>
      <Files item={item} />
      {props.truncated && (
        <p className="text-sm text-ink-soft">
          Only a part is shown: the rest was too large to be kept.
        </p>
      )}
    </div>
  );
}

function Pager({
  index,
  count: total,
  onChange,
}: {
  index: number;
  count: number;
  onChange(next: number): void;
}) {
  return (
    <span className="ms-auto flex items-center text-sm text-ink-soft">
      <IconButton
        label="Item before"
        icon={<ChevronLeft size={16} />}
        disabled={index === 0}
        onClick={() => onChange(index - 1)}
      />
      <span className="tabular-nums">
        {count(index + 1)} of {count(total)}
      </span>
      <IconButton
        label="Next item"
        icon={<ChevronRight size={16} />}
        disabled={index === total - 1}
        onClick={() => onChange(index + 1)}
      />
    </span>
  );
}

function Files({ item }: { item: Item }) {
  const files = filesOf(item);
  if (files.length === 0) return null;
  return (
    <ul className="flex flex-wrap gap-2" aria-label="Files">
      {files.map((file) => (
        <li
          key={file.name}
          className="flex items-center gap-1.5 rounded-control border border-line px-2 py-1 text-xs"
        >
          <Paperclip size={13} aria-hidden className="text-ink-faint" />
          {file.file_name}
          <span className="text-ink-faint">
            {file.media_type}, {sizeText(file.size_bytes)}
          </span>
        </li>
      ))}
    </ul>
  );
}

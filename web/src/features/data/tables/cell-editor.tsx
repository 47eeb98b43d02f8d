// The field in which a cell is changed: over the cell, gone when it is done.
import { clsx } from "clsx";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Json } from "@/graph/document";
import { type GridColumn, readCell, titleOf, typedCell } from "./cells";

type Props = {
  column: GridColumn;
  value: Json | undefined;
  /** The letter that began it; it takes the place of what was there. */
  first: string | undefined;
  /** With the key that ended it; without a value nothing was changed. */
  onSave(value: Json | undefined, key: string): void;
  onCancel(): void;
};

export function CellEditor({ column, value, first, onSave, onCancel }: Props) {
  const before = typedCell(column.kind, value);
  const [text, setText] = useState(first ?? before);
  const [wrong, setWrong] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  const isOver = useRef(false);
  useEffect(() => {
    field.current?.focus();
    if (first === undefined) field.current?.select();
  }, [first]);

  const save = (key: string) => {
    if (isOver.current) return;
    const read = readCell(column.kind, text);
    if ("error" in read) return setWrong(read.error);
    isOver.current = true;
    onSave(text === before ? undefined : read.value, key);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Escape") {
      isOver.current = true;
      onCancel();
    } else if (event.key === "Enter" || event.key === "Tab") {
      event.preventDefault();
      save(event.key);
    }
  };

  return (
    <span className="absolute inset-0 z-10">
      <input
        ref={field}
        aria-label={`${titleOf(column.name)}, new value`}
        aria-invalid={wrong ? true : undefined}
        value={text}
        inputMode={column.kind === "number" ? "decimal" : undefined}
        placeholder={column.kind === "date" ? "2026-01-31" : undefined}
        spellCheck={column.kind === "text"}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={() => save("Blur")}
        className={clsx(
          "size-full bg-raised px-3 text-sm outline-2 -outline-offset-2 outline-accent aria-invalid:outline-bad",
          column.kind === "number" && "text-end",
          column.kind === "json" && "font-mono text-xs",
        )}
      />
      {wrong && (
        <span
          role="alert"
          className="absolute top-full start-0 mt-1 w-max max-w-64 rounded-small bg-bad-soft px-2 py-1 text-xs text-bad shadow-float"
        >
          {wrong}
        </span>
      )}
    </span>
  );
}

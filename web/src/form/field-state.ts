// How a field behaves: fixed or computed, when it is judged, what can be dropped on it.

import { type DragEvent, useEffect, useRef, useState } from "react";
import { useForm } from "./context";
import { isExpression } from "./expression/segment";
import { PATH_TYPE } from "./expression/target";
import type { Json } from "./json";
import type { Field } from "./schema";
import { isTyped } from "./widgets";

/** A person who stops typing this long wants to know. */
const JUDGE_AFTER_MS = 900;

export interface Computed {
  /** Whether the control is replaced by one for an expression. */
  on: boolean;
  switch(computed: boolean): void;
}

/** Whether the value is computed. A switch to an expression holds while nothing is typed. */
export function useComputed(
  field: Field,
  value: Json | undefined,
  onChange: (next: Json | undefined) => void,
): Computed {
  const [asked, setAsked] = useState(false);
  const kept = useRef<Json | undefined>(undefined);
  const on = field.expression && !isTyped(field.widget) && (asked || isExpression(value));
  return {
    on,
    switch: (computed: boolean) => {
      setAsked(computed);
      const before = kept.current;
      kept.current = value;
      onChange(before !== undefined && isExpression(before) === computed ? before : undefined);
    },
  };
}

/** Judges a field when it is left, or a while after the last key. */
export function useJudge(path: string, value: Json | undefined): () => void {
  const { touch } = useForm();
  const first = useRef(value);
  const latest = useRef(touch);
  useEffect(() => {
    latest.current = touch;
  });
  useEffect(() => {
    if (first.current === value) return;
    const timer = setTimeout(() => latest.current(path), JUDGE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [path, value]);
  return () => touch(path);
}

/** A field of an item dropped on a control that is no text makes it an expression. */
export function dropProps(field: Field, readOnly: boolean, set: (template: string) => void) {
  if (!field.expression || readOnly) return {};
  return {
    onDragOver: (event: DragEvent) => {
      // The browser itself puts the text at the caret of a text area, unless it is kept from it.
      if (event.target instanceof HTMLTextAreaElement) return;
      if (event.dataTransfer.types.includes(PATH_TYPE)) event.preventDefault();
    },
    onDrop: (event: DragEvent) => {
      const path = event.dataTransfer.getData(PATH_TYPE);
      if (path === "" || event.target instanceof HTMLTextAreaElement) return;
      event.preventDefault();
      set(`{{ ${path} }}`);
    },
  };
}

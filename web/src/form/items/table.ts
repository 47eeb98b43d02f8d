// Items as a table: one row an item, one column a field.

import { isObject, type Json } from "../json";
import { previewText } from "./shape";

export interface Table {
  columns: string[];
  /** How many fields did not get a column. */
  left_out: number;
}

const COLUMNS_MAXIMUM = 40;
const ITEMS_LOOKED_AT = 200;
/** The column of items that are no objects. */
const VALUE_COLUMN = "value";

/** The columns of some items, in the order the fields first appear. */
export function tableOf(values: readonly Json[]): Table {
  const names = new Set<string>();
  for (const value of values.slice(0, ITEMS_LOOKED_AT)) {
    if (!isObject(value)) names.add(VALUE_COLUMN);
    else for (const name of Object.keys(value)) names.add(name);
  }
  const columns = [...names];
  return {
    columns: columns.slice(0, COLUMNS_MAXIMUM),
    left_out: Math.max(0, columns.length - COLUMNS_MAXIMUM),
  };
}

/** The text of a cell; undefined where the item has no such field. */
export function cellText(value: Json, column: string): string | undefined {
  if (!isObject(value)) return column === VALUE_COLUMN ? previewText(value) : undefined;
  const cell = value[column];
  return cell === undefined ? undefined : previewText(cell, 120);
}

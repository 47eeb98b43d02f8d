// Statements of SQL from a table and columns. Values are expressions, which the server
// binds and never puts into the text.

interface Given {
  table: string;
  columns: readonly string[];
  keys: readonly string[];
}

export interface SqlTemplate {
  id: "select" | "insert" | "update" | "delete" | "upsert";
  title: string;
  /** Whether rows are looked for by columns. */
  hasKeys: boolean;
  write(given: Given): string;
}

export const SQL_TEMPLATES: readonly SqlTemplate[] = [
  {
    id: "select",
    title: "Read rows",
    hasKeys: true,
    write: ({ table, columns, keys }) =>
      [
        `SELECT ${columns.length > 0 ? columns.map(quoted).join(", ") : "*"}`,
        `FROM ${quoted(table)}`,
        ...where(keys),
        "LIMIT 100",
      ].join("\n"),
  },
  {
    id: "insert",
    title: "Add a row",
    hasKeys: false,
    write: ({ table, columns }) => insert(table, columns),
  },
  {
    id: "update",
    title: "Change rows",
    hasKeys: true,
    write: ({ table, columns, keys }) =>
      [
        `UPDATE ${quoted(table)}`,
        `SET ${columns.map((name) => `${quoted(name)} = ${expressionOf(name)}`).join(", ")}`,
        ...where(keys),
      ].join("\n"),
  },
  {
    id: "upsert",
    title: "Add a row, or change the one that is there",
    hasKeys: true,
    write: ({ table, columns, keys }) => {
      const all = [...keys, ...columns.filter((name) => !keys.includes(name))];
      const changed = columns.filter((name) => !keys.includes(name));
      const sets = changed.map((name) => `${quoted(name)} = excluded.${quoted(name)}`);
      const then = sets.length > 0 ? `DO UPDATE SET ${sets.join(", ")}` : "DO NOTHING";
      return `${insert(table, all)}\nON CONFLICT (${keys.map(quoted).join(", ")}) ${then}`;
    },
  },
  {
    id: "delete",
    title: "Delete rows",
    hasKeys: true,
    write: ({ table, keys }) => [`DELETE FROM ${quoted(table)}`, ...where(keys)].join("\n"),
  },
];

function insert(table: string, columns: readonly string[]): string {
  const names = columns.map(quoted).join(", ");
  return `INSERT INTO ${quoted(table)} (${names})\nVALUES (${columns.map(expressionOf).join(", ")})`;
}

function where(keys: readonly string[]): string[] {
  if (keys.length === 0) return [];
  return [`WHERE ${keys.map((name) => `${quoted(name)} = ${expressionOf(name)}`).join(" AND ")}`];
}

/** What the item that comes in has under the same name. */
function expressionOf(column: string): string {
  const isPlain = /^[A-Za-z_]\w*$/.test(column);
  return isPlain ? `{{ $json.${column} }}` : `{{ $json[${JSON.stringify(column)}] }}`;
}

/** A name as it is where it is a plain word, else in quotes; `schema.table` part by part. */
function quoted(name: string): string {
  const parts = name.split(".").map((part) => part.trim());
  return parts
    .map((part) => (/^[a-z_][a-z0-9_]*$/.test(part) ? part : `"${part.replaceAll('"', '""')}"`))
    .join(".");
}

// Says in a sentence what changed between two versions: the note that a
// publication begins with, and the head of a comparison.
import type { FlowChange } from "@/api/types";
import type { FlowDocument, FlowNode, Kind, Kinds } from "@/graph";
import { fieldWord } from "./field-names";

type Drawn = { readonly document: FlowDocument; readonly kinds: Kinds };

/** How many things of a sort are named; more are counted. */
const NAMED_MOST = 3;
/** How many clauses a sentence has. */
const CLAUSES_MOST = 6;
/** What the server keeps of a note. */
const LETTERS_MOST = 500;

/** One sentence on what changed; empty if nothing did. `after` is what the changes led to. */
export function changeLog(changes: readonly FlowChange[], after: Drawn): string {
  if (changes.length === 0) return "";
  const nodes = changes.filter(({ what }) => what === "node");
  const clauses = [
    ...named("added", of(nodes, "added")),
    ...named("removed", of(nodes, "removed")),
    ...of(nodes, "changed").flatMap((change) => nodeClauses(change, after)),
    ...arrows(changes),
    ...changes.filter(({ what }) => what === "setting").map(setting),
    ...notes(changes),
  ];
  if (clauses.length === 0) return "Moved blocks on the canvas.";
  return sentence(clauses);
}

function sentence(clauses: readonly string[]): string {
  const more = clauses.length - CLAUSES_MOST;
  const shown = more > 1 ? [...clauses.slice(0, CLAUSES_MOST), `${more} more changes`] : clauses;
  const text = shown.join("; ");
  const whole = `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
  return whole.length > LETTERS_MOST ? `${whole.slice(0, LETTERS_MOST - 1)}…` : whole;
}

function of(changes: readonly FlowChange[], kind: FlowChange["kind"]) {
  return changes.filter((change) => change.kind === kind);
}

function named(verb: string, changes: readonly FlowChange[]): string[] {
  if (changes.length === 0) return [];
  if (changes.length > NAMED_MOST) return [`${verb} ${changes.length} blocks`];
  return [`${verb} ${listed(changes.map(({ name }) => name))}`];
}

/** What changed of one node: its name, whether it works, where it stands, then its fields. */
function nodeClauses(change: FlowChange, { document, kinds }: Drawn): string[] {
  const { id, name, fields } = change;
  const node = document.nodes.find((other) => other.id === id);
  const kind = node && kinds.of(node);
  const special = fields.flatMap((field) => specialClause(field, name, document, kind) ?? []);
  const rest = fields.filter(({ path }) => !SPECIAL.has(path));
  const words = [...new Set(rest.map(({ path }) => fieldWord(path, kind)))];
  if (words.length === 0) return special;
  const shown = words.length > NAMED_MOST ? [`${words.length} fields`] : [`the ${listed(words)}`];
  return [...special, `changed ${shown[0]} of ${name}`];
}

type Field = FlowChange["fields"][number];

const SPECIAL = new Set(["name", "disabled", "parent", "kind", "kind_version", "note"]);

function specialClause(
  { path, before, after }: Field,
  name: string,
  document: FlowDocument,
  kind: Kind | undefined,
): string | undefined {
  const box = (id: unknown) => document.nodes.find((node: FlowNode) => node.id === id)?.name;
  switch (path) {
    case "name":
      return `renamed ${before} to ${after}`;
    case "disabled":
      return `${after === true ? "disabled" : "enabled"} ${name}`;
    case "parent":
      return after === null
        ? `took ${name} out of its box`
        : `put ${name} into ${box(after) ?? "a box"}`;
    case "kind":
      return `made ${name} a block of the kind ${kind?.title ?? after}`;
    case "note":
      return `changed the note on ${name}`;
    default:
      return undefined;
  }
}

/** Arrows of blocks that came or went go without saying. */
function arrows(changes: readonly FlowChange[]): string[] {
  const cameOrWent = new Set(
    changes
      .filter(({ what, kind }) => what === "node" && (kind === "added" || kind === "removed"))
      .map(({ name }) => name),
  );
  const ends = (name: string) => name.split(" → ").map((end) => end.replace(/ \([^)]*\)$/, ""));
  const told = changes
    .filter(({ what }) => what === "edge")
    .filter(({ name }) => !ends(name).some((end) => cameOrWent.has(end)));
  if (told.length > NAMED_MOST) return [`changed ${told.length} arrows`];
  return told.map(({ kind, name }) => {
    const [from = name, to = ""] = name.split(" → ");
    if (kind === "added") return `led ${from} to ${to}`;
    return kind === "removed"
      ? `removed the arrow from ${from} to ${to}`
      : `changed the arrow from ${from} to ${to}`;
  });
}

function setting({ id, name, fields }: FlowChange): string {
  const after = fields[0]?.after ?? null;
  if (id === "name") return `renamed the flow to ${after}`;
  const isShort = typeof after === "string" && after.length <= 40 && id !== "description";
  return isShort ? `set the ${name} to ${after}` : `changed the ${name} of the flow`;
}

function notes(changes: readonly FlowChange[]): string[] {
  const { length } = changes.filter(({ what, kind }) => what === "note" && kind !== "moved");
  if (length === 0) return [];
  return [`changed ${length === 1 ? "a note" : `${length} notes`} on the canvas`];
}

function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${last}` : last;
}

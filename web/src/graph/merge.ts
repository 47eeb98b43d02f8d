// Two people have changed the same flow since it was the same: their changes are put
// together. What only one of them touched is taken as it is; where both changed the
// same field of the same thing, somebody has to choose.

import type { FlowDocument, FlowEdge, FlowGroup, FlowNode } from "./document";
import { nodeOf } from "./look-up";

/** Whose changes win where both changed the same. */
export type Choice = "mine" | "theirs";

/** Something both have changed in different ways. */
export type Conflict = {
  /** Names it among all conflicts. */
  readonly key: string;
  readonly what: "node" | "edge" | "note" | "setting";
  readonly id: string;
  readonly name: string;
  /** What each of them did with it. */
  readonly mine: "changed" | "removed";
  readonly theirs: "changed" | "removed";
  /** The fields both changed, by path; empty where one of them removed it. */
  readonly fields: readonly string[];
};

export type Merged = {
  readonly document: FlowDocument;
  readonly conflicts: readonly Conflict[];
};

/** How the three came about: `base` is what both began from. */
export type Sides = {
  readonly base: FlowDocument;
  readonly mine: FlowDocument;
  readonly theirs: FlowDocument;
};

/** What there was before anything was published. */
export function nothingOf(document: FlowDocument): FlowDocument {
  const { groups: _groups, notes: _notes, pinned: _pinned, ...rest } = document;
  return { ...rest, nodes: [], edges: [] };
}

/** Their changes put into mine; where both changed the same, as chosen, or else mine. */
export function mergeFlows(sides: Sides, chosen: ReadonlyMap<string, Choice> = new Map()): Merged {
  const merge = new Merge(chosen);
  const { base, mine, theirs } = sides;
  const nodes = merge.list("node", base.nodes, mine.nodes, theirs.nodes, ({ name }) => name);
  const names = new Map([...theirs.nodes, ...mine.nodes].map(({ id, name }) => [id, name]));
  const edgeName = ({ from, to }: FlowEdge) =>
    `${names.get(from.node) ?? from.node} → ${names.get(to.node) ?? to.node}`;
  const edges = merge.list("edge", base.edges, mine.edges, theirs.edges, edgeName);
  const notes = merge.list("note", base.notes, mine.notes, theirs.notes, ({ text }) => text);
  const groups = mergeQuietly(base.groups, mine.groups, theirs.groups);
  const pinned = { ...theirs.pinned, ...mine.pinned };
  const settings = merge.settings(flowFields(base), flowFields(mine), flowFields(theirs));
  const { name, description, ...rest } = settings;
  const { pinned: _pinned, groups: _groups, notes: _notes, description: _old, ...kept } = mine;
  const document: FlowDocument = {
    ...kept,
    name: name as string,
    ...(description ? { description: description as string } : {}),
    settings: rest as FlowDocument["settings"],
    nodes,
    edges,
    ...(notes.length > 0 ? { notes } : {}),
    ...(groups.length > 0 ? { groups } : {}),
    ...(Object.keys(pinned).length > 0 ? { pinned } : {}),
  };
  return { document: whole(document), conflicts: merge.conflicts };
}

type Thing = { readonly id: string };
type Fields = Readonly<Record<string, unknown>>;

class Merge {
  readonly conflicts: Conflict[] = [];
  private readonly chosen: ReadonlyMap<string, Choice>;

  constructor(chosen: ReadonlyMap<string, Choice>) {
    this.chosen = chosen;
  }

  /** Mine in their order, then what they added. */
  list<T extends Thing>(
    what: "node" | "edge" | "note",
    base: readonly T[] = [],
    mine: readonly T[] = [],
    theirs: readonly T[] = [],
    name: (thing: T) => string,
  ): T[] {
    const tables = [base, mine, theirs].map((things) => new Map(things.map((t) => [t.id, t])));
    const [before, own, other] = tables as [Map<string, T>, Map<string, T>, Map<string, T>];
    // What I removed and they changed is asked about too.
    const ids = new Set([...own.keys(), ...other.keys()]);
    const merged: T[] = [];
    for (const id of ids) {
      const thing = this.thing(what, before.get(id), own.get(id), other.get(id), name);
      if (thing) merged.push(thing);
    }
    return merged;
  }

  private thing<T extends Thing>(
    what: "node" | "edge" | "note",
    base: T | undefined,
    mine: T | undefined,
    theirs: T | undefined,
    name: (thing: T) => string,
  ): T | undefined {
    if (same(mine, theirs) || same(base, theirs)) return mine;
    if (same(base, mine)) return theirs;
    const one = mine ?? theirs;
    if (!one) return undefined;
    const about = { what, id: one.id, name: name(one) };
    if (mine && theirs) {
      const fields = this.fields(about, flat(base), flat(mine), flat(theirs));
      return deep(fields) as T;
    }
    const choice = this.ask(
      about,
      [],
      mine ? "changed" : "removed",
      theirs ? "changed" : "removed",
    );
    return choice === "mine" ? mine : theirs;
  }

  /** The name, the description and the settings of the flow. */
  settings(base: Fields, mine: Fields, theirs: Fields): Fields {
    const merged: Record<string, unknown> = {};
    for (const field of new Set([...Object.keys(mine), ...Object.keys(theirs)])) {
      const about = { what: "setting" as const, id: field, name: field.replaceAll("_", " ") };
      const one = (fields: Fields) => (field in fields ? { [field]: fields[field] } : {});
      Object.assign(merged, this.fields(about, one(base), one(mine), one(theirs)));
    }
    return merged;
  }

  private fields(
    about: Pick<Conflict, "what" | "id" | "name">,
    base: Fields,
    mine: Fields,
    theirs: Fields,
  ): Fields {
    const paths = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])];
    const isMoved = (path: string) =>
      !same(mine[path], theirs[path]) && !same(base[path], theirs[path]);
    const clashes = paths.filter((path) => isMoved(path) && !same(base[path], mine[path]));
    // Where it stands on the canvas is not worth a question.
    const asked = clashes.filter((path) => !PLACE.has(path));
    const choice = asked.length > 0 ? this.ask(about, asked, "changed", "changed") : "mine";
    const isTheirs = (path: string) =>
      isMoved(path) && (!clashes.includes(path) || (choice === "theirs" && !PLACE.has(path)));
    const merged: Record<string, unknown> = {};
    for (const path of paths) {
      const from = isTheirs(path) ? theirs : mine;
      if (path in from) merged[path] = from[path];
    }
    return merged;
  }

  private ask(
    about: Pick<Conflict, "what" | "id" | "name">,
    fields: readonly string[],
    mine: Conflict["mine"],
    theirs: Conflict["theirs"],
  ): Choice {
    const key = `${about.what}/${about.id}`;
    this.conflicts.push({ key, ...about, mine, theirs, fields });
    return this.chosen.get(key) ?? "mine";
  }
}

const PLACE = new Set(["position", "width", "height"]);

/** What is looked at one level deeper: two people may each change another parameter. */
const DEEP = ["parameters", "credentials"] as const;

function flat(thing: Thing | undefined): Fields {
  const fields: Record<string, unknown> = { ...(thing as Fields | undefined) };
  for (const name of DEEP) {
    const inner = fields[name];
    if (typeof inner !== "object" || inner === null) continue;
    delete fields[name];
    fields[`${name}.`] = true;
    for (const [key, value] of Object.entries(inner)) fields[`${name}.${key}`] = value;
  }
  return fields;
}

function deep(fields: Fields): Fields {
  const thing: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(fields)) {
    const name = DEEP.find((prefix) => path.startsWith(`${prefix}.`));
    if (!name) {
      thing[path] = value;
      continue;
    }
    const inner = (thing[name] ?? {}) as Record<string, unknown>;
    const key = path.slice(name.length + 1);
    thing[name] = key === "" ? inner : { ...inner, [key]: value };
  }
  return thing;
}

function flowFields({ name, description, settings }: FlowDocument): Fields {
  return { name, ...(description ? { description } : {}), ...settings };
}

/** Frames around blocks are not worth a question: mine, and what they added. */
function mergeQuietly(
  base: readonly FlowGroup[] = [],
  mine: readonly FlowGroup[] = [],
  theirs: readonly FlowGroup[] = [],
): readonly FlowGroup[] {
  const of = (groups: readonly FlowGroup[], id: string) => groups.find((group) => group.id === id);
  const kept = mine.flatMap((group) => {
    const [before, other] = [of(base, group.id), of(theirs, group.id)];
    if (!same(before, group)) return [group];
    return other ? [other] : [];
  });
  const added = theirs.filter(({ id }) => !of(base, id) && !of(mine, id));
  return [...kept, ...added];
}

/** Without arrows, boxes and frames of what is gone, and no two arrows between the same ports. */
function whole(document: FlowDocument): FlowDocument {
  const { groups, ...rest } = document;
  const isThere = (id: string) => nodeOf(document, id) !== undefined;
  const seen = new Set<string>();
  const edges = document.edges.filter(({ from, to }) => {
    const ends = JSON.stringify([from.node, from.port, to.node, to.port]);
    if (!isThere(from.node) || !isThere(to.node) || seen.has(ends)) return false;
    seen.add(ends);
    return true;
  });
  const nodes = document.nodes.map((node): FlowNode => {
    if (node.parent === undefined || isThere(node.parent)) return node;
    const { parent: _parent, ...free } = node;
    return free;
  });
  const left = (groups ?? [])
    .map((group) => ({ ...group, nodes: group.nodes.filter(isThere) }))
    .filter((group) => group.nodes.length > 0);
  return { ...rest, nodes, edges, ...(left.length > 0 ? { groups: left } : {}) };
}

function same(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || !left || !right) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => name in right && same((left as Fields)[name], (right as Fields)[name]))
  );
}

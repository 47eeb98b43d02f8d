// Which two versions are compared, and what they are called.
import type { FlowDraft, FlowVersion } from "@/api/types";
import type { Side } from "@/api/versions";

/** What a version is compared with; nothing: it is only looked at. */
export type Base = Side | "nothing";

/** What a side is called; drafts of others by who made them. */
export function sideName(side: Side, drafts: readonly FlowDraft[] = []): string {
  if (typeof side === "number") return `Version ${side}`;
  if (side === "draft") return "Your draft";
  const draft = drafts.find(({ person }) => person.id === side);
  return draft ? `The draft of ${draft.person.name}` : "Another draft";
}

/** What one wants to know first: of a draft what it changed, of a version too. */
export function firstBase(side: Side, begun: number | null): Base {
  if (typeof side !== "number") return begun ?? "nothing";
  return side > 1 ? side - 1 : "nothing";
}

/** What a version can be compared with: what there is of the list, without itself. */
export function basesOf(side: Side, versions: readonly FlowVersion[], base: Base) {
  const numbers = new Set(versions.map(({ number }) => number));
  // The one before it may be on a page that is not loaded yet.
  if (typeof base === "number") numbers.add(base);
  const sides: Side[] = ["draft", ...[...numbers].sort((one, other) => other - one)];
  const current = versions.find((version) => version.current)?.number;
  const label = (other: Side) => {
    const what =
      other === current ? " (runs now)" : other === before(side) ? " (the one before)" : "";
    return `${sideName(other)}${what}`;
  };
  return [
    ...sides
      .filter((other) => other !== side)
      .map((other) => ({ value: String(other), label: label(other) })),
    { value: "nothing", label: "Nothing: only look" },
  ];
}

const before = (side: Side) => (typeof side === "number" ? side - 1 : undefined);

export function baseOf(text: string): Base {
  return text === "draft" || text === "nothing" ? text : Number(text);
}

/** The older side first; drafts are the newest, and the one that is looked at comes last. */
export function inOrder(one: Side, other: Side): { from: Side; to: Side } {
  const age = (side: Side) => (typeof side === "number" ? side : Number.POSITIVE_INFINITY);
  return age(one) <= age(other) ? { from: one, to: other } : { from: other, to: one };
}

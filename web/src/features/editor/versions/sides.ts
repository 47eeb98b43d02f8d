// Which two versions are compared, and what they are called.
import type { FlowVersion } from "@/api/types";
import type { Side } from "@/api/versions";

/** What a version is compared with; nothing: it is only looked at. */
export type Base = Side | "nothing";

export function sideName(side: Side): string {
  return side === "draft" ? "The draft" : `Version ${side}`;
}

/** What one wants to know first: of the draft what is not published, of a version what it changed. */
export function firstBase(side: Side, current: number | null): Base {
  if (side === "draft") return current ?? "nothing";
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

const before = (side: Side) => (side === "draft" ? undefined : side - 1);

export function baseOf(text: string): Base {
  return text === "draft" || text === "nothing" ? text : Number(text);
}

/** The older side first; the draft is the newest. */
export function inOrder(one: Side, other: Side): { from: Side; to: Side } {
  const age = (side: Side) => (side === "draft" ? Number.POSITIVE_INFINITY : side);
  return age(one) <= age(other) ? { from: one, to: other } : { from: other, to: one };
}

// The kinds of nodes in the groups they are offered in.
import type { Kind } from "@/graph";

export type KindGroup = { readonly title: string; readonly kinds: readonly Kind[] };

/** What starts a flow comes first; the other groups follow as people reach for them. */
const ORDER = ["trigger", "message", "logic", "data", "network"];
const TITLES: Readonly<Record<string, string>> = { trigger: "Triggers", message: "Messages" };

/** The newest version of each kind that can be added, by group. */
export function kindGroups(kinds: readonly Kind[]): readonly KindGroup[] {
  const list = newest(kinds);
  const names = [...new Set(list.map(({ group }) => group))];
  const rank = (group: string) => (ORDER.includes(group) ? ORDER.indexOf(group) : ORDER.length);
  return names
    .sort((one, other) => rank(one) - rank(other))
    .map((name) => ({
      title: groupTitle(name),
      kinds: list.filter(({ group }) => group === name),
    }));
}

function groupTitle(group: string): string {
  return TITLES[group] ?? group.charAt(0).toUpperCase() + group.slice(1).replaceAll("_", " ");
}

function newest(kinds: readonly Kind[]): readonly Kind[] {
  return kinds.filter(
    ({ name, version, inert }) =>
      !inert && !kinds.some((other) => other.name === name && other.version > version),
  );
}

// Names and ids that nothing else in the flow has.

import type { FlowDocument } from "./document";

/** Numbers in [0, 1); given from outside so that tests decide. */
export type Random = () => number;

const ID_LENGTH = 8;
const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

/** Makes ids that neither the document nor an earlier call has. */
export function idMaker(document: FlowDocument, random: Random): (prefix: string) => string {
  const taken = new Set<string>();
  for (const list of [
    document.nodes,
    document.edges,
    document.notes ?? [],
    document.groups ?? [],
  ]) {
    for (const thing of list) taken.add(thing.id);
  }
  return (prefix) => {
    let id: string;
    do id = `${prefix}_${letters(random)}`;
    while (taken.has(id));
    taken.add(id);
    return id;
  };
}

/** The wanted name, or the first of `name 2`, `name 3` … that is free. */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  const base = wanted.replace(/ \d+$/, "");
  let count = 2;
  while (taken.has(`${base} ${count}`)) count += 1;
  return `${base} ${count}`;
}

export function takenNames(document: FlowDocument): Set<string> {
  return new Set(document.nodes.map((node) => node.name));
}

function letters(random: Random): string {
  const pick = () => ALPHABET[Math.floor(random() * ALPHABET.length)] ?? "a";
  return Array.from({ length: ID_LENGTH }, pick).join("");
}

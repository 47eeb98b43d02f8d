// Findings of an import, put together by node.
import type { ImportFinding } from "@/api/types";

export type NodeFindings = { node: string | null; findings: ImportFinding[] };

const ORDER: ImportFinding["weight"][] = ["blocking", "changed", "note"];

/** The flow as a whole first, then the nodes in their order; the weightiest finding of each first. */
export function byNode(findings: ImportFinding[]): NodeFindings[] {
  const groups: NodeFindings[] = [];
  for (const finding of findings) {
    const node = finding.node ?? null;
    const group = groups.find((other) => other.node === node);
    if (group) group.findings.push(finding);
    else groups.push({ node, findings: [finding] });
  }
  for (const group of groups) {
    group.findings.sort((one, other) => ORDER.indexOf(one.weight) - ORDER.indexOf(other.weight));
  }
  return groups.sort((one, other) => Number(one.node !== null) - Number(other.node !== null));
}

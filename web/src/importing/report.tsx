// What could not be taken over from another tool: by node, what is not as it was and
// what to do.
import type { ImportFinding, ImportReport } from "@/api/types";
import { Badge, type Tone } from "@/ui/badge";
import { byNode } from "./findings";

const WORDS: Record<ImportFinding["weight"], { tone: Tone; word: string }> = {
  blocking: { tone: "bad", word: "To do" },
  changed: { tone: "warn", word: "Differs" },
  note: { tone: "neutral", word: "Note" },
};

export function Findings({ report }: { report: ImportReport }) {
  if (report.findings.length === 0) return <p>Everything was taken over as it was.</p>;
  return (
    <ul className="flex flex-col gap-5" aria-label="What to look at">
      {byNode(report.findings).map(({ node, findings }) => (
        <li key={node ?? ""}>
          <h3 className="text-sm font-semibold">{node ?? "The flow as a whole"}</h3>
          <ul className="mt-2 flex flex-col gap-3 text-sm">
            {findings.map((finding) => (
              <Finding
                key={`${finding.code} ${finding.field} ${finding.message}`}
                finding={finding}
              />
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}

/** How much was taken over, in a sentence. */
export function summaryOf(report: ImportReport): string {
  const parts = [`${report.nodes_complete} of ${report.nodes} nodes work as they did`];
  if (report.nodes_partial > 0) parts.push(`${report.nodes_partial} with differences`);
  if (report.nodes_unknown > 0) parts.push(`${report.nodes_unknown} have no counterpart yet`);
  return `${parts.join(", ")}.`;
}

function Finding({ finding }: { finding: ImportFinding }) {
  const { tone, word } = WORDS[finding.weight];
  return (
    <li className="grid grid-cols-[5.5rem_1fr] gap-x-3">
      <span>
        <Badge tone={tone}>{word}</Badge>
      </span>
      <div className="min-w-0">
        <p className="break-words">{finding.message}</p>
        <p className="text-ink-soft">{finding.hint}</p>
      </div>
    </li>
  );
}

// What happened in a workspace, in at most three sentences.
import type { FlowSummary } from "@/api/types";
import { count, counted } from "@/lib/format";

export function summarySentences(flows: readonly FlowSummary[], needing: number): string[] {
  if (flows.length === 0) return ["Nothing runs yet. Build a flow and it will show up here."];
  return [liveSentence(flows), daySentence(flows), attentionSentence(needing)];
}

function liveSentence(flows: readonly FlowSummary[]): string {
  const live = flows.filter(({ state }) => state === "live").length;
  const inProgress = sum(flows, ({ runs }) => runs.in_progress);
  if (live === 0) return `None of your ${counted(flows.length, "flow")} is live.`;
  const all = live === flows.length ? "" : ` of ${count(flows.length)}`;
  const going = inProgress > 0 ? `, with ${counted(inProgress, "run")} in progress` : "";
  return `${count(live)}${all} ${flows.length === 1 ? "flow" : "flows"} ${live === 1 ? "is" : "are"} live${going}.`;
}

function daySentence(flows: readonly FlowSummary[]): string {
  const finished = sum(flows, ({ runs }) => runs.finished_24h);
  const failed = sum(flows, ({ runs }) => runs.failed_24h);
  if (finished === 0) return "No run has finished in the last 24 hours.";
  const verb = failed === 0 ? "and none failed" : `${count(failed)} of them failed`;
  return `In the last 24 hours ${counted(finished, "run")} finished, ${verb}.`;
}

function attentionSentence(needing: number): string {
  if (needing === 0) return "Nothing needs you.";
  return `${counted(needing, "run")} of this week ${needing === 1 ? "needs" : "need"} a look.`;
}

function sum<T>(entries: readonly T[], value: (entry: T) => number): number {
  return entries.reduce((total, entry) => total + value(entry), 0);
}

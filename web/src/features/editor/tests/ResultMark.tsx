// Whether a test, or one of its expectations, came true.
import { CircleCheck, CircleDashed, CircleX } from "lucide-react";

export function ResultMark({ passed }: { passed: boolean | undefined }) {
  if (passed === undefined)
    return <CircleDashed size={18} aria-label="Not run" className="shrink-0 text-ink-faint" />;
  return passed ? (
    <CircleCheck size={18} aria-label="Passed" className="shrink-0 text-good" />
  ) : (
    <CircleX size={18} aria-label="Failed" className="shrink-0 text-bad" />
  );
}

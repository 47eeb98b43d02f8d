// What happened, why, and what to do, with the way to try again.
import { RotateCw, TriangleAlert } from "lucide-react";
import { asProblem } from "@/api/problem";
import { Button } from "./button";

export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = asProblem(error);
  return (
    <div role="alert" className="flex flex-col items-center px-6 py-14 text-center">
      <span className="mb-4 flex size-12 items-center justify-center rounded-full bg-bad-soft text-bad">
        <TriangleAlert size={22} aria-hidden="true" />
      </span>
      <h2 className="text-lg font-semibold">{problem.title}</h2>
      {problem.detail && <p className="mt-1.5 max-w-md text-ink-soft">{problem.detail}</p>}
      {problem.hint && <p className="mt-1 max-w-md text-ink-soft">{problem.hint}</p>}
      {onRetry && (
        <Button className="mt-6" icon={<RotateCw size={16} aria-hidden="true" />} onClick={onRetry}>
          Try again
        </Button>
      )}
      {problem.requestId && (
        <p className="mt-4 text-xs text-ink-faint">
          If you report this, name the request{" "}
          <code className="font-mono">{problem.requestId}</code>
        </p>
      )}
    </div>
  );
}

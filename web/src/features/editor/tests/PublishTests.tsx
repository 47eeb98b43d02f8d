// The tests of a flow as they go on what is about to be published.
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { flowTestsQuery, useRunFlowTests } from "@/api/flow-tests";
import { counted } from "@/lib/format";
import { ErrorNote } from "@/ui/error-note";
import { useBench } from "../bench";
import { useEditorState } from "../store";
import { ResultMark } from "./ResultMark";

/** Plays the tests once the draft is saved; `isHeld` says whether they keep it from being published. */
export function usePublishTests() {
  const { workspace, flow } = useBench();
  const isSaved = useEditorState(({ save }) => save.kind === "saved");
  const mustPass = useEditorState(({ document }) => document.settings.tests_must_pass === true);
  const tests = useQuery(flowTestsQuery(workspace, flow));
  const { mutate, data, error, isPending } = useRunFlowTests(workspace, flow);
  const hasTests = (tests.data?.length ?? 0) > 0;
  useEffect(() => {
    if (hasTests && isSaved) mutate({});
  }, [hasTests, isSaved, mutate]);
  return { hasTests, results: data, error, isPending, isHeld: mustPass && data?.passed === false };
}

type Props = ReturnType<typeof usePublishTests>;

export function PublishTests({ hasTests, results, error, isPending, isHeld }: Props) {
  if (!hasTests) return null;
  const failing = results?.items.filter(({ passed }) => !passed) ?? [];
  return (
    <section>
      <h3 className="mb-2 text-sm font-medium">Tests</h3>
      {error && <ErrorNote error={error} />}
      {isPending && (
        <p role="status" className="text-sm text-ink-soft">
          Playing the tests …
        </p>
      )}
      {results?.passed && (
        <p role="status" className="flex items-center gap-2 text-sm">
          <ResultMark passed /> All {counted(results.items.length, "test")} pass.
        </p>
      )}
      {failing.length > 0 && (
        <>
          <ul className="grid gap-2 rounded-control border border-line p-3 text-sm">
            {failing.map(({ id, name, verdicts }) => (
              <li key={id} className="flex items-start gap-2">
                <ResultMark passed={false} />
                <span className="min-w-0">
                  <span className="font-medium">{name}</span>
                  <span className="block text-ink-soft">
                    {verdicts.find(({ passed }) => !passed)?.message}
                  </span>
                </span>
              </li>
            ))}
          </ul>
          <p className="mt-2 text-sm text-ink-soft">
            {isHeld
              ? "The settings of this flow ask that all tests pass before it is published."
              : "You can publish all the same."}
          </p>
        </>
      )}
    </section>
  );
}

// The tests of a flow: which there are, how they go on the draft, and one to work on.
import { useQuery } from "@tanstack/react-query";
import { ListChecks, Play, Plus } from "lucide-react";
import { useState } from "react";
import { flowSamplesQuery } from "@/api/drafts";
import { flowTestsQuery, useRunFlowTests } from "@/api/flow-tests";
import type { FlowTest, FlowTestResult, SavedFlowTest } from "@/api/types";
import { counted } from "@/lib/format";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { EmptyState } from "@/ui/empty-state";
import { ErrorState } from "@/ui/error-state";
import { SkeletonRows } from "@/ui/skeleton";
import { toast, toastProblem } from "@/ui/toast";
import { useBench } from "../bench";
import { useEditorState } from "../store";
import { testFromRun } from "./from-run";
import { ResultMark } from "./ResultMark";
import { TestEditor } from "./TestEditor";

/** What is being worked on: a saved test, or one that is not saved yet. */
type Chosen = { id?: string; test: FlowTest };
type Results = Readonly<Record<string, FlowTestResult>>;

export function TestsDialog({ onClose }: { onClose(): void }) {
  const { workspace, flow, autosave } = useBench();
  const mayEdit = useEditorState((state) => state.mayEdit);
  const saved = useQuery(flowTestsQuery(workspace, flow));
  const run = useRunFlowTests(workspace, flow);
  const [results, setResults] = useState<Results>({});
  const [chosen, setChosen] = useState<Chosen>();
  const runAll = async () => {
    await autosave.flush();
    run.mutate(
      {},
      {
        onSuccess: ({ items }) =>
          setResults(Object.fromEntries(items.map((result) => [result.id ?? "", result]))),
        onError: toastProblem,
      },
    );
  };
  const tests = saved.data ?? [];
  return (
    <Dialog
      title="Tests"
      description="A test plays the draft with its own data. Nothing outside is reached, and no run is kept."
      width="wide"
      onClose={onClose}
    >
      {chosen ? (
        <TestEditor
          key={chosen.id ?? "new"}
          {...chosen}
          result={chosen.id === undefined ? undefined : results[chosen.id]}
          onBack={() => setChosen(undefined)}
          onResult={(id, result) => setResults({ ...results, [id]: result })}
        />
      ) : (
        <div className="grid gap-4">
          <div className="flex flex-wrap items-center gap-3">
            {tests.length > 0 && <Summary count={tests.length} results={results} />}
            <span className="flex-1" />
            {mayEdit && <NewTest onNew={(test) => setChosen({ test })} />}
            {mayEdit && tests.length > 0 && (
              <Button
                variant="primary"
                icon={<Play size={16} aria-hidden="true" />}
                busy={run.isPending}
                onClick={() => void runAll()}
              >
                Run all
              </Button>
            )}
          </div>
          {saved.isPending && <SkeletonRows label="Loading the tests" />}
          {saved.error && <ErrorState error={saved.error} onRetry={() => void saved.refetch()} />}
          {saved.data?.length === 0 && (
            <EmptyState icon={<ListChecks size={22} aria-hidden="true" />} title="No tests yet">
              Make one from the last run: the same data goes in, messages and calls answer as they
              did, and the same is expected to come out.
            </EmptyState>
          )}
          <ul aria-label="Tests" className="grid gap-2">
            {tests.map((entry) => (
              <li key={entry.id}>
                <Row entry={entry} result={results[entry.id]} onOpen={() => setChosen(entry)} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </Dialog>
  );
}

function Summary({ count, results }: { count: number; results: Results }) {
  const all = Object.values(results);
  const failed = all.filter(({ passed }) => !passed).length;
  const text =
    all.length === 0
      ? counted(count, "test")
      : failed === 0
        ? `All ${counted(all.length, "test")} pass`
        : `${failed} of ${counted(all.length, "test")} fail`;
  return (
    <p role="status" className={failed > 0 ? "font-medium text-bad" : "font-medium"}>
      {text}
    </p>
  );
}

type RowProps = { entry: SavedFlowTest; result: FlowTestResult | undefined; onOpen(): void };

function Row({ entry: { test }, result, onOpen }: RowProps) {
  const failing = result?.verdicts.find(({ passed }) => !passed);
  return (
    <button
      type="button"
      onClick={onOpen}
      className="flex w-full items-center gap-3 rounded-control border border-line bg-surface px-4 py-3 text-start hover:bg-hover"
    >
      <ResultMark passed={result?.passed} />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{test.name}</span>
        <span className="block truncate text-sm text-ink-soft">
          {failing ? failing.message : counted(test.expectations?.length ?? 0, "expectation")}
        </span>
      </span>
    </button>
  );
}

function NewTest({ onNew }: { onNew(test: FlowTest): void }) {
  const { workspace, flow } = useBench();
  const document = useEditorState((state) => state.document);
  const kinds = useEditorState((state) => state.kinds);
  const samples = useQuery(flowSamplesQuery(workspace, flow));
  const fromRun = () => {
    const test = samples.data && testFromRun(document, kinds, samples.data);
    if (test) return onNew(test);
    toast({
      title: "There is no run to make it from",
      detail: "Run the flow once as a test, or begin with an empty test.",
      tone: "bad",
    });
  };
  return (
    <>
      <Button busy={samples.isPending} onClick={fromRun}>
        From the last run
      </Button>
      <Button
        icon={<Plus size={16} aria-hidden="true" />}
        onClick={() => onNew({ name: "", items: [{}], expectations: [] })}
      >
        New test
      </Button>
    </>
  );
}

// One test: its data, what blocks answer, what is expected, and how it went.
import { ArrowLeft, Play, Trash2 } from "lucide-react";
import { useState } from "react";
import { useDeleteFlowTest, useRunFlowTests, useSaveFlowTest } from "@/api/flow-tests";
import type { FlowTest, FlowTestResult, Json } from "@/api/types";
import { Button } from "@/ui/button";
import { useFirstFocus } from "@/ui/dialog";
import { ErrorNote } from "@/ui/error-note";
import { Select, TextField } from "@/ui/text-field";
import { toast, toastProblem } from "@/ui/toast";
import { useBench } from "../bench";
import { useEditorState } from "../store";
import { Expectations } from "./Expectations";
import { JsonField } from "./JsonField";
import { Mocks } from "./Mocks";
import { Verdicts } from "./Verdicts";

type Props = {
  id?: string;
  test: FlowTest;
  result: FlowTestResult | undefined;
  onBack(): void;
  /** A saved test was played. */
  onResult(id: string, result: FlowTestResult): void;
};

export function TestEditor({ id: savedAs, test: before, result: known, onBack, onResult }: Props) {
  const { workspace, flow, autosave } = useBench();
  const mayEdit = useEditorState((state) => state.mayEdit);
  const [id, setId] = useState(savedAs);
  const [test, setTest] = useState(before);
  const [result, setResult] = useState(known);
  const save = useSaveFlowTest(workspace, flow);
  const run = useRunFlowTests(workspace, flow);
  const first = useFirstFocus<HTMLInputElement>();
  const change = (changes: Partial<FlowTest>) => setTest({ ...test, ...changes });

  const play = async () => {
    await autosave.flush();
    run.mutate(
      { unsaved: named(test) },
      {
        onSuccess: ({ items: [played] }) => {
          setResult(played);
          if (played && id !== undefined) onResult(id, played);
        },
      },
    );
  };
  const keep = () =>
    save.mutate(
      { ...(id === undefined ? {} : { id }), test },
      {
        onSuccess: (kept) => {
          setId(kept.id);
          toast({ title: "The test is saved", tone: "good" });
        },
      },
    );
  return (
    <div className="grid gap-5">
      <div className="flex flex-wrap items-center gap-3">
        <Button variant="quiet" icon={<ArrowLeft size={16} aria-hidden="true" />} onClick={onBack}>
          All tests
        </Button>
        <span className="flex-1" />
        {mayEdit && id !== undefined && <DeleteTest id={id} test={before} onDone={onBack} />}
        {mayEdit && (
          <Button busy={save.isPending} disabled={test.name.trim() === ""} onClick={keep}>
            Save
          </Button>
        )}
        {mayEdit && (
          <Button
            variant="primary"
            icon={<Play size={16} aria-hidden="true" />}
            busy={run.isPending}
            onClick={() => void play()}
          >
            Run
          </Button>
        )}
      </div>
      {(save.error ?? run.error) && <ErrorNote error={save.error ?? run.error} />}
      {result && <Verdicts result={result} />}
      <fieldset disabled={!mayEdit} className="grid gap-6">
        <TextField
          ref={first}
          label="Name"
          hint="What it shows, such as “A VIP is called at once”."
          value={test.name}
          maxLength={200}
          onChange={(event) => change({ name: event.target.value })}
        />
        <Start test={test} onChange={change} />
        <Mocks
          mocks={test.mocks ?? {}}
          withheld={result?.withheld ?? []}
          onChange={(mocks) => change({ mocks })}
        />
        <Expectations
          expectations={test.expectations ?? []}
          given={result?.given ?? {}}
          onChange={(expectations) => change({ expectations })}
        />
        <Select
          label="The run"
          value={test.ends ?? "succeeds"}
          options={[
            { value: "succeeds", label: "succeeds" },
            { value: "fails", label: "fails" },
          ]}
          onChange={(event) => change({ ends: event.target.value as "succeeds" | "fails" })}
        />
      </fieldset>
    </div>
  );
}

/** What is not named yet can be tried all the same. */
function named(test: FlowTest): FlowTest {
  return test.name.trim() === "" ? { ...test, name: "New test" } : test;
}

type StartProps = { test: FlowTest; onChange(changes: Partial<FlowTest>): void };

function Start({ test, onChange }: StartProps) {
  const document = useEditorState((state) => state.document);
  const kinds = useEditorState((state) => state.kinds);
  const triggers = document.nodes.filter((node) => kinds.of(node)?.role === "trigger");
  return (
    <section className="grid gap-4">
      <h3 className="font-semibold">What comes in</h3>
      {triggers.length > 1 && (
        <Select
          label="Starts at"
          value={test.trigger ?? triggers[0]?.id ?? ""}
          options={triggers.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(event) => onChange({ trigger: event.target.value })}
        />
      )}
      <JsonField
        label="Data of the items"
        hint="A list in JSON, an object an item."
        value={test.items ?? [{}]}
        isFit={Array.isArray}
        onChange={(items) => onChange({ items: items as Json[] })}
      />
    </section>
  );
}

function DeleteTest({ id, test, onDone }: { id: string; test: FlowTest; onDone(): void }) {
  const { workspace, flow } = useBench();
  const remove = useDeleteFlowTest(workspace, flow);
  const save = useSaveFlowTest(workspace, flow);
  const undo = () => save.mutate({ test }, { onError: toastProblem });
  const deleted = () => {
    onDone();
    toast({ title: "The test is deleted", action: { label: "Undo", perform: undo } });
  };
  return (
    <Button
      variant="danger"
      icon={<Trash2 size={16} aria-hidden="true" />}
      busy={remove.isPending}
      onClick={() => remove.mutate(id, { onSuccess: deleted, onError: toastProblem })}
    >
      Delete
    </Button>
  );
}

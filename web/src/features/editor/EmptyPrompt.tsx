// What an empty canvas says: a flow begins with what starts it, or with a sample.
import { useQuery } from "@tanstack/react-query";
import { Plus, Sparkles } from "lucide-react";
import { samplesQuery } from "@/api/catalog";
import type { SampleFlow } from "@/api/types";
import { KindIcon } from "@/canvas";
import { CLIPBOARD_FORMAT, normalDocument } from "@/graph";
import { Button } from "@/ui/button";
import { Kbd } from "@/ui/kbd";
import { useBench } from "./bench";
import { useEditorState } from "./store";

const TRIGGERS_MAXIMUM = 8;

export function EmptyPrompt() {
  const isEmpty = useEditorState(({ document }) => document.nodes.length === 0);
  const mayEdit = useEditorState((state) => state.mayEdit);
  if (!isEmpty) return null;
  return (
    <div className="pointer-events-none absolute inset-0 flex overflow-y-auto p-6">
      {mayEdit ? (
        <Choices />
      ) : (
        <p className="m-auto text-ink-soft">There is nothing in this flow yet.</p>
      )}
    </div>
  );
}

function Choices() {
  const { editor, view } = useBench();
  const kinds = useEditorState((state) => state.kinds);
  const triggers = kinds.all
    .filter(({ role, inert }) => role === "trigger" && !inert)
    .slice(0, TRIGGERS_MAXIMUM);
  return (
    <section
      aria-labelledby="empty-title"
      className="pointer-events-auto m-auto w-full max-w-144 rounded-card border border-line bg-surface p-6 shadow-float max-sm:p-4"
    >
      <h2 id="empty-title" className="text-lg font-semibold">
        What starts this flow?
      </h2>
      <p className="mt-1 text-sm text-ink-soft">
        Every flow begins with a trigger. Choose one; what happens next comes after it.
      </p>
      <ul className="mt-4 grid grid-cols-1 gap-2 sm:grid-cols-2">
        {triggers.map((kind) => (
          <li key={kind.name}>
            <button
              type="button"
              onClick={() => {
                const id = editor.add(kind, { at: { x: 0, y: 0 } });
                view()?.focus();
                if (id !== undefined)
                  requestAnimationFrame(() => view()?.centre({ x: 280, y: 32 }));
              }}
              title={kind.summary}
              className="flex w-full items-center gap-3 rounded-card border border-line p-2.5 text-start hover:border-accent hover:bg-hover"
            >
              <KindIcon kind={kind} />
              <span className="min-w-0 flex-1">
                <span className="block text-sm font-semibold">{kind.title}</span>
                <span className="line-clamp-2 text-xs text-ink-soft">{kind.summary}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <div className="mt-3 flex items-center gap-3 text-sm text-ink-soft">
        <Button
          size="small"
          variant="quiet"
          icon={<Plus size={15} aria-hidden="true" />}
          onClick={() => editor.show({ type: "add" })}
        >
          Something else
        </Button>
        <span className="ms-auto flex items-center gap-1.5 max-md:hidden">
          <Kbd keys="n" /> adds a node anywhere
        </span>
      </div>
      <Samples />
      <p className="mt-4 border-t border-line pt-3 text-sm text-ink-soft max-md:hidden">
        New here?{" "}
        <button
          type="button"
          onClick={() => editor.show({ type: "tour" })}
          className="min-h-6 font-medium text-accent hover:underline"
        >
          Look around in three steps
        </button>
      </p>
    </section>
  );
}

const SAMPLES_MAXIMUM = 3;

/** Flows that work as they are: one is put on the canvas, and one Undo takes it back. */
function Samples() {
  const { editor, view } = useBench();
  const { data: samples = [] } = useQuery(samplesQuery);
  if (samples.length === 0) return null;
  const put = ({ document }: SampleFlow) => {
    const { nodes, edges, notes, groups } = normalDocument(document);
    const rest = { ...(notes ? { notes } : {}), ...(groups ? { groups } : {}) };
    editor.paste({ format: CLIPBOARD_FORMAT, nodes, edges, ...rest }, { x: 0, y: 0 });
    editor.select([]);
    view()?.focus();
    requestAnimationFrame(() => view()?.showAll());
  };
  return (
    <div className="mt-4 border-t border-line pt-4">
      <h3 className="text-sm font-semibold">Or begin with one that works</h3>
      <ul className="mt-2 grid grid-cols-1 gap-1">
        {samples.slice(0, SAMPLES_MAXIMUM).map((sample) => (
          <li key={sample.id}>
            <button
              type="button"
              onClick={() => put(sample)}
              className="flex w-full items-start gap-3 rounded-control px-2 py-2 text-start hover:bg-hover"
            >
              <Sparkles size={16} aria-hidden="true" className="mt-0.5 shrink-0 text-accent" />
              <span className="min-w-0">
                <span className="block text-sm font-medium">{sample.title}</span>
                <span className="block text-xs text-ink-soft">{sample.summary}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

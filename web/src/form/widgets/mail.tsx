// A composed mail in the panel: what it consists of, and the ways to its composer and to
// the mail as people get it. The composer itself is fetched when it is opened.
import { Eye, PencilLine, Trash2 } from "lucide-react";
import { lazy, Suspense, use, useState } from "react";
import { Button, IconButton } from "@/ui/button";
import { hintClass } from "@/ui/classes";
import { type FormState, FormStateContext, SiblingsContext, useForm } from "../context";
import { GroupBox } from "../group-box";
import { isObject, type Json } from "../json";
import { CONTACTS } from "../mail/contacts";
import { BLOCK_NAMES, countOf, type Design, STARTS, summaryOf } from "../mail/design";
import type { WidgetProps } from "./index";
import { PreviewButton } from "./preview-button";

const Composer = lazy(() => import("../mail/composer"));

export function MailDesign(props: WidgetProps) {
  const { path, value, onChange, readOnly } = props;
  const siblings = use(SiblingsContext);
  const form = useForm();
  const { message } = form.context;
  const [open, setOpen] = useState<"write" | "preview">();
  const design = isObject(value) ? (value as unknown as Design) : undefined;
  const subjectName = message?.subject ?? "subject";
  const subject = siblings?.value[subjectName];
  const setSubject = (text: string) => siblings?.set({ ...siblings.value, [subjectName]: text });
  const begin = (start: (typeof STARTS)[number]) => {
    // A subject that is there stays: the person has written it.
    const own = typeof subject === "string" && subject !== "" ? subject : start.subject;
    siblings?.set({
      ...siblings.value,
      [subjectName]: own,
      [String(path.at(-1))]: start.design as unknown as Json,
    });
    setOpen("write");
  };
  return (
    <GroupBox aria-labelledby={props.labelledBy} aria-label={props.label} className="grid gap-3">
      {design ? (
        <Card
          design={design}
          readOnly={readOnly}
          onOpen={setOpen}
          onRemove={() => onChange(undefined)}
        />
      ) : (
        <Beginning readOnly={readOnly} onBegin={begin} />
      )}
      {design && open && (
        <Suspense fallback={null}>
          <FormStateContext value={withFields(form)}>
            <Composer
              design={design}
              subject={typeof subject === "string" ? subject : ""}
              path={path.join(".")}
              start={open}
              readOnly={readOnly}
              onChange={(next) => onChange(next as unknown as Json)}
              onSubject={setSubject}
              onClose={() => setOpen(undefined)}
            />
          </FormStateContext>
        </Suspense>
      )}
    </GroupBox>
  );
}

/** Before anything has come in, fields are those of somebody made up. */
function withFields(form: FormState): FormState {
  const { sources = [] } = form.context;
  const [contact] = CONTACTS;
  if (sources.some(({ root }) => root === "$json") || contact === undefined) return form;
  const madeUp = { id: "contact", label: "Somebody made up", root: "$json", items: [contact.json] };
  return { ...form, context: { ...form.context, sources: [madeUp, ...sources] } };
}

function Beginning(props: { readOnly: boolean; onBegin(start: (typeof STARTS)[number]): void }) {
  return (
    <div className="grid gap-3 rounded-card border border-dashed border-line-strong/60 p-4">
      <p className="text-sm text-ink-soft">
        Compose the mail of blocks: headings, texts, buttons, pictures, columns. Or write your own
        HTML or text below.
      </p>
      <div className="flex flex-wrap gap-2">
        {!props.readOnly &&
          STARTS.map((start, index) => (
            <Button
              key={start.name}
              size="small"
              variant={index === 0 ? "primary" : "secondary"}
              icon={index === 0 ? <PencilLine size={15} aria-hidden /> : undefined}
              onClick={() => props.onBegin(start)}
            >
              {index === 0 ? "Compose" : `Begin with “${start.name}”`}
            </Button>
          ))}
        <PreviewButton />
      </div>
    </div>
  );
}

const LISTED = 6;

function Card(props: {
  design: Design;
  readOnly: boolean;
  onOpen(view: "write" | "preview"): void;
  onRemove(): void;
}) {
  const { design, readOnly } = props;
  const blocks = design.blocks ?? [];
  const count = countOf(design);
  return (
    <div className="overflow-hidden rounded-card border border-line bg-ground/50">
      <button
        type="button"
        onClick={() => props.onOpen("write")}
        className="block w-full px-4 pt-4 text-start outline-offset-[-2px] hover:bg-hover"
      >
        <span className="sr-only">Open the composer: </span>
        <span className="grid gap-1.5 rounded-t-control border border-b-0 border-line bg-surface px-4 pt-3 pb-4">
          {blocks.slice(0, LISTED).map((block, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: drawn as they stand
            <span key={index} className="flex min-w-0 items-baseline gap-3 text-sm">
              <span className="w-17 shrink-0 text-xs text-ink-faint">
                {BLOCK_NAMES[block.kind]}
              </span>
              <span className="truncate">{summaryOf(block)}</span>
            </span>
          ))}
          {blocks.length > LISTED && (
            <span className="text-xs text-ink-faint">and {blocks.length - LISTED} more</span>
          )}
          {blocks.length === 0 && <span className={hintClass}>It is empty.</span>}
        </span>
      </button>
      <div className="flex flex-wrap items-center gap-2 border-t border-line bg-surface px-4 py-3">
        <Button
          size="small"
          variant="primary"
          icon={<PencilLine size={15} aria-hidden />}
          onClick={() => props.onOpen("write")}
        >
          {readOnly ? "Look at it" : "Compose"}
        </Button>
        <Button
          size="small"
          icon={<Eye size={15} aria-hidden />}
          onClick={() => props.onOpen("preview")}
        >
          Preview and test
        </Button>
        <span className="ms-auto text-sm text-ink-soft">
          {count} {count === 1 ? "block" : "blocks"}
        </span>
        {!readOnly && (
          <IconButton
            label="Take the composed mail away"
            icon={<Trash2 size={15} />}
            onClick={props.onRemove}
          />
        )}
      </div>
    </div>
  );
}

// What an expression gives for the item that came in last, or why it gives nothing.
import { useEffect, useState } from "react";
import { type Preview, useForm } from "../context";
import { previewText } from "../items/shape";
import type { Json } from "../json";
import { Message } from "../markdown/markdown";
import { isExpression } from "./segment";

const ASK_AFTER_MS = 300;

interface Props {
  template: Json | undefined;
  /** The value is shown elsewhere; only what is wrong is said. */
  onlyErrors?: boolean;
}

export function PreviewLine({ template, onlyErrors = false }: Props) {
  return isExpression(template) ? <Evaluated template={template} onlyErrors={onlyErrors} /> : null;
}

function Evaluated({ template, onlyErrors }: { template: string; onlyErrors: boolean }) {
  const preview = usePreview(template);
  if (preview === undefined || (onlyErrors && preview.ok)) return null;
  if (!preview.ok) {
    return (
      <p role="status" className="text-sm text-warn">
        <Message text={preview.error.message} />{" "}
        <span className="text-ink-soft">
          <Message text={preview.error.hint} />
        </span>
      </p>
    );
  }
  const text = previewText(preview.value, 300);
  return (
    <p role="status" className="flex min-w-0 items-baseline gap-2 text-sm text-ink-soft">
      <span aria-hidden className="font-mono text-ink-faint">
        =
      </span>
      <span className="line-clamp-2 min-w-0 wrap-anywhere">
        <span className="sr-only">Gives </span>
        {text === "" ? <em>an empty text</em> : text}
      </span>
      {preview.kind !== "string" && (
        <span className="ms-auto shrink-0 text-xs text-ink-faint">{preview.kind}</span>
      )}
    </p>
  );
}

/** The last answer stays until the next one, so that the line does not flicker. */
export function usePreview(template: string | undefined): Preview | undefined {
  const { preview: ask } = useForm().context;
  const [answer, setAnswer] = useState<Preview>();
  useEffect(() => {
    if (!ask || template === undefined) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      ask(template, abort.signal).then(
        (next) => abort.signal.aborted || setAnswer(next),
        // Without an answer there is nothing to show; saving says if the server is gone.
        () => abort.signal.aborted || setAnswer(undefined),
      );
    }, ASK_AFTER_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [ask, template]);
  return answer;
}

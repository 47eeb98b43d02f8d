// A text message: as it reaches somebody, and in how many parts it is sent.
import { hintClass } from "@/ui/classes";
import { usePreview } from "../expression/preview-line";
import { isExpression } from "../expression/segment";
import { segmentsOf } from "../message/segments";
import type { WidgetProps } from "./index";
import { PreviewButton } from "./preview-button";
import { Lines } from "./text";

export function SmsText(props: WidgetProps) {
  const written = typeof props.value === "string" ? props.value : "";
  const isWanted = isExpression(written);
  const evaluated = usePreview(isWanted ? written : undefined);
  const known = !isWanted || evaluated?.ok === true;
  const text = isWanted && evaluated?.ok ? String(evaluated.value) : written;
  return (
    <div className="grid gap-1.5">
      <Lines {...props} lines={4} wraps />
      {written !== "" && known && <Parts text={text} isSample={isWanted} />}
      <PreviewButton />
    </div>
  );
}

function Parts({ text, isSample }: { text: string; isSample: boolean }) {
  const { alphabet, parts, left, odd, used } = segmentsOf(text);
  const count = parts === 1 ? "1 part" : `${parts} parts`;
  return (
    <div className="grid gap-1.5">
      {isSample && (
        <p
          // As it looks on a telephone.
          className="max-w-80 justify-self-start rounded-card rounded-es-none bg-accent-soft px-3 py-2 text-sm whitespace-pre-wrap text-ink"
        >
          {text}
        </p>
      )}
      <p role="status" className={hintClass}>
        {used} letters, {count} ({alphabet}), {left} left in the last one
        {odd !== undefined && `. “${odd}” makes the parts shorter: 70 letters instead of 160.`}
      </p>
    </div>
  );
}

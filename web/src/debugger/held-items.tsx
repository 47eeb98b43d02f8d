// The items that have come to where a run stands, to be looked at and edited.
import type { FlowDocument, HeldArrow, HeldNode } from "@/api/types";
import { Button } from "@/ui/button";
import { TextArea } from "@/ui/text-field";
import { arrowKey, type Edits, itemsIn, originOf } from "./standing";

type Props = {
  document: FlowDocument;
  at: HeldNode;
  edits: Edits;
  onEdit(edits: Edits): void;
};

export function HeldItems({ document, at, edits, onEdit }: Props) {
  return (
    <div className="grid content-start gap-3">
      <h3 className="text-sm font-semibold text-ink">Items</h3>
      {at.arrows.length === 0 && <p className="text-sm text-ink-soft">Nothing has come here.</p>}
      {at.arrows.map((arrow) => (
        <Arrow
          key={arrowKey(arrow.edge, at.frame)}
          document={document}
          arrow={arrow}
          frame={at.frame}
          edits={edits}
          onEdit={onEdit}
        />
      ))}
    </div>
  );
}

type ArrowProps = { arrow: HeldArrow; frame: number } & Omit<Props, "at">;

function Arrow({ document, arrow, frame, edits, onEdit }: ArrowProps) {
  const key = arrowKey(arrow.edge, frame);
  const edited = edits[key]?.text;
  const text = edited ?? JSON.stringify(arrow.items, null, 2);
  const isCut = arrow.items.length < arrow.count;
  const count = arrow.count === 1 ? "1 item" : `${arrow.count} items`;
  const isRead = edited === undefined || itemsIn(edited) !== undefined;
  const takeBack = () => {
    const { [key]: _, ...others } = edits;
    onEdit(others);
  };
  return (
    <TextArea
      label={`${originOf(document, arrow)}: ${count}`}
      hint={
        isCut
          ? `The first ${arrow.items.length} are shown; so many cannot be edited here.`
          : "A list in JSON. What you change here goes on with the next step."
      }
      error={isRead ? undefined : "This is not a list in JSON yet."}
      aside={
        edited === undefined ? undefined : (
          <Button size="small" variant="quiet" onClick={takeBack}>
            Take back
          </Button>
        )
      }
      rows={Math.min(10, text.split("\n").length + 1)}
      readOnly={isCut}
      spellCheck={false}
      value={text}
      className="[&_textarea]:font-mono [&_textarea]:text-sm"
      onChange={(event) =>
        onEdit({ ...edits, [key]: { edge: arrow.edge, frame, text: event.target.value } })
      }
    />
  );
}

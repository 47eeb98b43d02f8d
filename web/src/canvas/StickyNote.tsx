// A note stuck on the canvas, under the nodes. Written in place.
import { type NodeProps, NodeResizeControl } from "@xyflow/react";
import { clsx } from "clsx";
import { lazy, memo, Suspense, useState } from "react";
import type { FlowNote, Size } from "@/graph";
import { useCanvasActions } from "./actions";
import { useCanvas } from "./store";

/** A flow without notes does not wait for it. */
const Markdown = lazy(() =>
  import("@/form/markdown/markdown").then((module) => ({ default: module.Markdown })),
);

const WIDTH_MINIMUM = 128;
const HEIGHT_MINIMUM = 64;

export const StickyNote = memo(function StickyNote({ id }: NodeProps) {
  const note = useCanvas(({ document }) => document.notes?.find((other) => other.id === id));
  return note ? <Note note={note} /> : null;
});

function Note({ note }: { note: FlowNote }) {
  const { onChangeNote } = useCanvasActions();
  const isReadOnly = useCanvas(({ readOnly }) => readOnly);
  const isSelected = useCanvas(({ selected }) => selected.has(note.id));
  // A new note is empty: it is there to be written.
  const [isWriting, setWriting] = useState(!isReadOnly && note.text === "");
  const [resized, setResized] = useState<Size>();
  const { width, height } = resized ?? note;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keyboard writes notes with Enter on the canvas
    <div
      style={{ width, height }}
      onDoubleClick={() => !isReadOnly && setWriting(true)}
      className={clsx("sticky-note", isSelected && "is-selected")}
    >
      {isSelected && !isReadOnly && (
        <NodeResizeControl
          position="bottom-right"
          minWidth={WIDTH_MINIMUM}
          minHeight={HEIGHT_MINIMUM}
          className="note-corner"
          onResize={(_, size) => setResized({ width: size.width, height: size.height })}
          onResizeEnd={(_, size) => {
            setResized(undefined);
            onChangeNote(note.id, {
              width: Math.round(size.width),
              height: Math.round(size.height),
            });
          }}
        />
      )}
      {isWriting ? (
        <Writing note={note} onDone={() => setWriting(false)} />
      ) : (
        <div className="h-full overflow-hidden">
          <Suspense fallback={<p className="text-sm text-ink">{note.text}</p>}>
            <Markdown text={note.text} className="text-ink!" />
          </Suspense>
        </div>
      )}
    </div>
  );
}

function Writing({ note, onDone }: { note: FlowNote; onDone(): void }) {
  const { onChangeNote } = useCanvasActions();
  const [text, setText] = useState(note.text);
  const finish = () => {
    if (text !== note.text) onChangeNote(note.id, { text });
    onDone();
  };
  return (
    <textarea
      // biome-ignore lint/a11y/noAutofocus: a note is opened in order to write it
      autoFocus
      aria-label="Text of the note"
      placeholder="Write a note. Markdown works."
      value={text}
      onChange={(event) => setText(event.target.value)}
      onBlur={finish}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key !== "Escape") return;
        finish();
        event.currentTarget.closest<HTMLElement>(".flow-canvas")?.focus();
      }}
      className="nodrag nowheel size-full resize-none bg-transparent text-sm text-ink outline-none"
    />
  );
}

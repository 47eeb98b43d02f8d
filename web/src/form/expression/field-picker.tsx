// Finds a field of the items that came in, or of a node before, and puts it at the caret.
import { Braces, Search } from "lucide-react";
import { useState } from "react";
import { buttonClass } from "@/ui/classes";
import { Input } from "@/ui/input";
import { Popover } from "@/ui/popover";
import { type Source, useForm } from "../context";
import { findShapes, previewText, type Shape, shapeKey, shapeOf } from "../items/shape";
import { expressionPath } from "./segment";
import { INSERT_EVENT } from "./target";
import { typePath } from "./typing";

export function FieldPicker({ controlId, title }: { controlId: string; title: string }) {
  const { sources = [] } = useForm().context;
  const [open, setOpen] = useState(false);
  if (sources.length === 0) return null;
  const choose = (path: string) => {
    setOpen(false);
    // After the popover has given the keyboard back to its button.
    setTimeout(() => {
      const area = document.getElementById(controlId);
      if (area instanceof HTMLTextAreaElement) typePath(area, path);
      else area?.dispatchEvent(new CustomEvent(INSERT_EVENT, { detail: path }));
    });
  };
  return (
    <Popover
      label={`Fields for ${title}`}
      align="end"
      open={open}
      onOpenChange={setOpen}
      className="w-88 p-0!"
      trigger={
        <button
          type="button"
          className={buttonClass("quiet", "small")}
          style={{ height: 24, paddingInline: 6 }}
          aria-label={`Insert a field into ${title}`}
          title="Insert a field"
        >
          <Braces size={14} aria-hidden />
        </button>
      }
    >
      <Picker sources={sources} onChoose={choose} />
    </Popover>
  );
}

function Picker({
  sources,
  onChoose,
}: {
  sources: readonly Source[];
  onChoose(path: string): void;
}) {
  const [words, setWords] = useState("");
  const lists = sources.map((source) => ({
    source,
    shapes: findShapes(shapeOf(source.items), words),
  }));
  const found = lists.some(({ shapes }) => shapes.length > 0);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only moves the focus among what is in it
    <div className="flex max-h-96 flex-col" onKeyDown={walk}>
      <div className="relative border-b border-line p-2">
        <Search
          size={15}
          aria-hidden
          className="absolute top-1/2 left-5 -translate-y-1/2 text-ink-faint"
        />
        <Input
          className="ps-9!"
          type="search"
          aria-label="Find a field"
          placeholder="Find a field"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto p-1.5">
        {lists.map(({ source, shapes }) =>
          shapes.length === 0 ? null : (
            <section key={source.id} aria-label={source.label}>
              <h3 className="px-2 pt-2 pb-1 text-xs font-medium text-ink-faint">{source.label}</h3>
              {shapes.map((shape) => (
                <Entry
                  key={shapeKey(shape)}
                  shape={shape}
                  onChoose={() => onChoose(expressionPath(source.root, shape.path))}
                />
              ))}
            </section>
          ),
        )}
        {!found && (
          <p className="px-2 py-3 text-sm text-ink-soft">
            {words === ""
              ? "No items have come in yet. Run the flow once to see its fields here."
              : "No field fits."}
          </p>
        )}
      </div>
    </div>
  );
}

function Entry({ shape, onChoose }: { shape: Shape; onChoose(): void }) {
  return (
    <button
      type="button"
      onClick={onChoose}
      style={{ paddingInlineStart: `${shape.path.length * 12 - 4}px` }}
      className="flex min-h-8 w-full items-center gap-3 rounded-small pe-2 text-start text-sm outline-offset-[-2px] hover:bg-hover"
    >
      <span className="max-w-[60%] shrink-0 truncate">{shape.name}</span>
      <span className="ms-auto truncate text-xs text-ink-faint">
        {previewText(shape.sample, 40)}
      </span>
    </button>
  );
}

/** Arrow keys go from the search through the fields. */
function walk(event: React.KeyboardEvent<HTMLDivElement>) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("input, button")];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  stops[at + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
  event.preventDefault();
}

// Help beside the canvas: how the chosen node works, and the keys people use most.
import { X } from "lucide-react";
import { KindIcon } from "@/canvas";
import { Markdown } from "@/form";
import { nodeOf } from "@/graph";
import { IconButton } from "@/ui/button";
import { Kbd } from "@/ui/kbd";
import { useBench } from "./bench";
import { useEditorState } from "./store";

const KEYS: readonly string[] = [
  ...["editor.add", "editor.connect", "editor.open", "editor.rename", "editor.wrap"],
  ...["editor.move-into", "editor.search", "editor.outline", "editor.undo", "editor.run"],
];

export function HelpDrawer({ onClose }: { onClose(): void }) {
  const kind = useEditorState(({ document, kinds, active }) => {
    const node = active === undefined ? undefined : nodeOf(document, active);
    return node && kinds.of(node);
  });
  return (
    <aside
      aria-label="Help"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
      className="fixed top-14 end-0 bottom-0 z-40 flex w-96 max-w-full animate-rise flex-col border-s border-line bg-surface shadow-float"
    >
      <header className="flex items-center gap-3 border-b border-line py-3 pe-3 ps-5">
        {kind && <KindIcon kind={kind} size="small" />}
        <h2 className="min-w-0 flex-1 truncate text-lg font-semibold">
          {kind ? kind.title : "Help"}
        </h2>
        <IconButton
          label="Close the help"
          icon={<X size={18} aria-hidden="true" />}
          autoFocus
          onClick={onClose}
        />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <section tabIndex={0} aria-label="Help text" className="min-h-0 flex-1 overflow-y-auto p-5">
        {kind ? (
          <Markdown text={withoutTitle(kind.docs || kind.summary)} />
        ) : (
          <p className="text-sm text-ink-soft">
            Choose a node on the canvas, and this tells how it works.
          </p>
        )}
        <Keys />
      </section>
    </aside>
  );
}

function Keys() {
  const { operations } = useBench();
  const listed = KEYS.flatMap((id) => operations.find((operation) => operation.id === id) ?? []);
  return (
    <section aria-labelledby="help-keys" className="mt-6 border-t border-line pt-4">
      <h3 id="help-keys" className="text-sm font-semibold">
        Keys used most
      </h3>
      <dl className="mt-2 divide-y divide-line">
        {listed.map(({ id, label, shortcut = "" }) => (
          <div key={id} className="flex min-h-8 items-center justify-between gap-4 text-sm">
            <dt>{label}</dt>
            <dd>
              <Kbd keys={shortcut} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** The drawer has the title already. */
function withoutTitle(markdown: string): string {
  return markdown.replace(/^\s*# .*\n/, "");
}

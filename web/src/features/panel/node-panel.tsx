// The panel beside the canvas. Narrow it is one column with tabs; opened wide the
// input, the parameters and the output stand beside each other.
import { clsx } from "clsx";
import { type KeyboardEvent, useState } from "react";
import { FieldTarget } from "@/form";
import type { NodePanelProps } from "@/graph";
import { Tabs } from "@/ui/tabs";
import { InputColumn } from "./input-column";
import { OutputColumn } from "./output-column";
import { PanelHeader } from "./panel-header";
import { Parameters } from "./parameters";
import { useSamples } from "./samples";
import { Settings } from "./settings-tab";
import { useTry } from "./try-node";
import { useWide } from "./wide";

export function NodePanel(props: NodePanelProps) {
  // Another node is another panel: nothing of the old one may show in it.
  return <OneNodePanel key={props.node.id} {...props} />;
}

function OneNodePanel(props: NodePanelProps) {
  const { workspace, flow, document, node, kind } = props;
  const [wide, setWide] = useWide();
  const [target] = useState(() => new FieldTarget());
  const samples = useSamples(workspace, flow, document, node);
  const trying = useTry(props, samples);
  const isTrigger = kind?.role === "trigger";

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    // What is open above the panel closes itself: a dialog in it, a popover beside it.
    const target = event.target as Element;
    if (!event.currentTarget.contains(target) || target.closest("dialog")) return;
    event.stopPropagation();
    props.onClose();
  };
  const parameters = <Parameters {...props} samples={samples} target={target} />;
  const settings = <Settings {...props} />;
  const input = <InputColumn {...props} samples={samples} target={target} />;
  const output = <OutputColumn {...props} samples={samples} trying={trying} />;
  const editing = [
    { value: "parameters", label: "Parameters", content: <Scrolled>{parameters}</Scrolled> },
    { value: "settings", label: "Settings", content: <Scrolled>{settings}</Scrolled> },
  ];
  const looking = [
    ...(isTrigger ? [] : [{ value: "input", label: "Input", content: <Filled>{input}</Filled> }]),
    { value: "output", label: "Output", content: <Filled>{output}</Filled> },
  ];

  return (
    <aside
      aria-label={`${node.name}: settings of the node`}
      onKeyDown={onKeyDown}
      className={clsx(
        "z-30 flex min-h-0 flex-col border-line bg-surface max-md:fixed max-md:inset-0 md:animate-rise",
        wide ? "md:absolute md:inset-0" : "h-full md:w-115 md:shrink-0 md:border-s",
      )}
    >
      <PanelHeader {...props} wide={wide} onWide={setWide} />
      {wide ? (
        <div className="grid min-h-0 flex-1 grid-cols-1 max-lg:overflow-y-auto lg:grid-cols-[minmax(0,1fr)_minmax(26rem,1.1fr)_minmax(0,1fr)] lg:divide-x lg:divide-line rtl:divide-x-reverse">
          {isTrigger ? (
            <Column title="Input">
              <p className="text-sm text-ink-soft">A trigger starts the flow: nothing comes in.</p>
            </Column>
          ) : (
            <Column title="Input">{input}</Column>
          )}
          <Tabs label="Node" tabs={editing} className="min-h-0 [&>[role=tablist]]:px-4" />
          <Column title="Output">{output}</Column>
        </div>
      ) : (
        <Tabs
          label="Node"
          tabs={[...editing, ...looking]}
          className="min-h-0 flex-1 [&>[role=tablist]]:px-4"
        />
      )}
    </aside>
  );
}

function Column({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section aria-label={title} className="flex min-h-0 flex-col bg-ground">
      <h3 className="px-5 pt-3 pb-1 text-sm font-semibold text-ink-soft">{title}</h3>
      <div className="min-h-0 flex-1 px-5 pt-1 pb-5">{children}</div>
    </section>
  );
}

/** The tab's own padding is at its top; these add the sides. */
function Scrolled({ children }: { children: React.ReactNode }) {
  return (
    <div className="-mt-4 h-[calc(100%+1rem)] overflow-y-auto px-5 pt-4 pb-10 has-data-wizard:pb-0">
      {children}
    </div>
  );
}

function Filled({ children }: { children: React.ReactNode }) {
  return <div className="-mt-1 h-full min-h-0 px-5 pb-5">{children}</div>;
}

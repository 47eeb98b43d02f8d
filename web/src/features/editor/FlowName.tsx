// The name of the flow, changed where it stands.
import { useState } from "react";
import { useBench } from "./bench";
import { useEditorState } from "./store";

export function FlowName() {
  const { editor, view } = useBench();
  const name = useEditorState(({ document }) => document.name);
  const mayEdit = useEditorState((state) => state.mayEdit);
  const [typed, setTyped] = useState<string>();
  if (!mayEdit) return <h1 className="min-w-0 truncate font-semibold">{name}</h1>;

  const finish = () => {
    const next = typed?.trim();
    if (next && next !== name) editor.perform({ type: "set_flow", name: next });
    setTyped(undefined);
  };
  return (
    <h1 className="min-w-0 shrink">
      <input
        aria-label="Name of the flow"
        value={typed ?? name}
        size={Math.max(8, (typed ?? name).length)}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={finish}
        onKeyDown={(event) => {
          if (event.key === "Escape") setTyped(undefined);
          if (event.key !== "Enter") return;
          finish();
          view()?.focus();
        }}
        className="h-8 w-full max-w-80 min-w-0 truncate rounded-control border border-transparent bg-transparent px-2 font-semibold field-sizing-content hover:border-line focus-visible:border-accent focus-visible:outline-offset-0"
      />
    </h1>
  );
}

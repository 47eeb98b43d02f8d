// Below the canvas while a test is debugged.
import { DebugPanel as Debugger } from "@/debugger";
import { useBench } from "./bench";
import { arrowStopsIn, breakpointsIn } from "./breakpoints";
import { momentOf } from "./debugging";
import { useEditorState } from "./store";

export function DebugPanel() {
  const { workspace, flow, editor, view } = useBench();
  const run = useEditorState((state) => state.run);
  const document = useEditorState((state) => state.document);
  if (!run) return null;
  return (
    <Debugger
      key={run.id}
      {...{ workspace, flow, document }}
      run={run.id}
      status={run.status}
      moment={momentOf(run)}
      subject="The test"
      stops={() => ({
        breakpoints: breakpointsIn(document, editor.state.breakpoints),
        arrows: arrowStopsIn(document, editor.state.arrowStops),
      })}
      onShow={(node) => view()?.show(node)}
    />
  );
}

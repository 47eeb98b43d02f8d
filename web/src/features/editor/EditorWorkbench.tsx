// The editor around the canvas: top bar, palette, panel, problems, the run.
import {
  type ComponentProps,
  type ComponentType,
  lazy,
  Suspense,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useSyncExternalStore,
} from "react";
import { useStore } from "zustand";
import { exportFlow } from "@/api/flows";
import type { FlowDetail } from "@/api/types";
import { type CanvasView, useCanvasCode } from "@/canvas";
import type { Kinds } from "@/graph";
import type { NodePanelProps } from "@/graph/panel";
import { type Action, useActions } from "@/lib/actions";
import { isTyping, pressOf } from "@/lib/shortcut";
import { toastProblem } from "@/ui/toast";
import { BenchContext } from "./bench";
import { canvasActions } from "./canvas-actions";
import { useClipboard } from "./clipboard";
import { Dialogs, preloadDialogs } from "./Dialogs";
import { isDebugged } from "./debugging";
import type { Editor } from "./editor";
import { NodeMenu } from "./NodeMenu";
import { NodePalette } from "./NodePalette";
import { makeOperations, type Operation, operationFor } from "./operations";
import { PanelSlot } from "./PanelSlot";
import { ProblemBar } from "./ProblemBar";
import { saveFile } from "./save-file";
import { EditorStoreContext, hasMovedOn } from "./store";
import { TopBar } from "./TopBar";
import { useEditor } from "./use-editor";
import { usePhone } from "./use-phone";
import { useRuns } from "./use-runs";

type Props = {
  workspace: string;
  flow: string;
  detail: FlowDetail;
  kinds: Kinds;
  NodePanel: ComponentType<NodePanelProps>;
};

const PANEL_DRAWN_MS = 50;

/** What only some flows show, at some times. */
const ConflictBar = lazy(() =>
  import("./ConflictBar").then((module) => ({ default: module.ConflictBar })),
);
const MovedOnBar = lazy(() =>
  import("./drafts").then((module) => ({ default: module.MovedOnBar })),
);
const OfflineBar = lazy(() =>
  import("./OfflineBar").then((module) => ({ default: module.OfflineBar })),
);
const EmptyPrompt = lazy(() =>
  import("./EmptyPrompt").then((module) => ({ default: module.EmptyPrompt })),
);
const RunStrip = lazy(() => import("./RunStrip").then((module) => ({ default: module.RunStrip })));
const DebugPanel = lazy(() =>
  import("./DebugPanel").then((module) => ({ default: module.DebugPanel })),
);
const Outline = lazy(() => import("./outline/Outline"));

export function EditorWorkbench({ NodePanel, ...options }: Props) {
  const { workspace, flow } = options;
  const { editor, autosave } = useEditor(options);
  const runs = useRuns(options, editor, autosave);
  const isConflict = useStore(editor.store, ({ save }) => save.kind === "conflict");
  const isMovedOn = useStore(editor.store, hasMovedOn);
  const isUnreached = useStore(editor.store, ({ save }) => save.kind === "offline");
  const isOffline = !useSyncExternalStore(onConnection, () => navigator.onLine) || isUnreached;
  const isEmpty = useStore(editor.store, ({ document }) => document.nodes.length === 0);
  const hasRun = useStore(editor.store, ({ run }) => run !== undefined);
  const isDebugging = useStore(editor.store, ({ run, debugging }) => isDebugged(run, debugging));
  const isOutline = useStore(editor.store, (state) => state.isOutline);
  const view = useRef<CanvasView>(undefined);
  const clipboard = useClipboard(editor, () => view.current);
  const isPhone = usePhone(editor);
  const actions = useMemo(() => canvasActions(editor), [editor]);
  const operations = useMemo(
    () =>
      makeOperations({
        editor,
        view: () => viewOf(editor, view),
        save: () => void autosave.flush(),
        run: () => void runs.run(),
        runTo: (node) => void runs.runChanged({ until: node }),
        runChanged: () => void runs.runChanged(),
        debug: () => void runs.run({ debug: { at_start: true } }),
        pin: () =>
          void import("./pin")
            .then(({ pinActive }) => pinActive(editor, workspace, flow))
            .catch(toastProblem),
        exportFlow: () => void exportFlow(workspace, flow).then(saveFile).catch(toastProblem),
        exportImage: (format) =>
          void import("./save-picture")
            .then(({ savePicture }) => savePicture(editor, format))
            .catch(toastProblem),
        ...clipboard,
      }),
    [editor, autosave, runs.run, runs.runChanged, workspace, flow, clipboard],
  );
  useListed(operations);
  useEffect(
    () =>
      requestIdle(() => {
        preloadDialogs();
        // Without a connection it could not be fetched when it is needed.
        void import("./OfflineBar");
      }),
    [],
  );
  useOpenInView(editor, () => viewOf(editor, view));
  const bench = useMemo(
    () => ({
      ...{ workspace, flow, editor, autosave, operations, runs },
      view: () => viewOf(editor, view),
    }),
    [workspace, flow, editor, autosave, operations, runs],
  );

  const press = (event: KeyboardEvent, keys: "page" | "canvas") => {
    if (event.defaultPrevented) return;
    const operation = operationFor(operations, pressOf(event), keys, editor.state);
    if (!operation) return;
    event.preventDefault();
    operation.perform();
  };
  useKeysWithoutFocus((event) => {
    press(event, "canvas");
    press(event, "page");
  });

  return (
    <BenchContext value={bench}>
      <EditorStoreContext value={editor.store}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: keys that work everywhere on the page */}
        <div
          onKeyDown={(event) => press(event.nativeEvent, "page")}
          onCopy={(event) => isOnCanvas(event.target) && clipboard.onCopy(event)}
          onCut={(event) => isOnCanvas(event.target) && clipboard.onCut(event)}
          onPaste={(event) => isOnCanvas(event.target) && clipboard.onPaste(event)}
          className="flex h-full min-h-0 flex-col"
        >
          <TopBar />
          <Suspense>
            {isConflict && <ConflictBar />}
            {isMovedOn && <MovedOnBar />}
            {isOffline && <OfflineBar />}
          </Suspense>
          <div className="relative flex min-h-0 flex-1">
            {!isPhone && !isOutline && <NodePalette />}
            <div className="flex min-w-0 flex-1 flex-col">
              <div className="relative min-h-0 flex-1">
                {isOutline ? (
                  <Suspense>
                    <Outline />
                  </Suspense>
                ) : (
                  <NodeMenu>
                    <Canvas
                      store={editor.store}
                      actions={actions}
                      label="Canvas of the flow"
                      onView={(current) => {
                        view.current = current;
                      }}
                      onKeyDown={(event) => press(event.nativeEvent, "canvas")}
                    />
                  </NodeMenu>
                )}
                <Suspense>
                  {isEmpty && <EmptyPrompt />}
                  {hasRun && <RunStrip />}
                </Suspense>
              </div>
              <Suspense>{isDebugging && <DebugPanel />}</Suspense>
              <ProblemBar />
            </div>
            <PanelSlot NodePanel={NodePanel} />
          </div>
          <Dialogs />
        </div>
      </EditorStoreContext>
    </BenchContext>
  );
}

/** The canvas, once its code is there; on a wide page it is from the start. */
function Canvas(
  props: ComponentProps<NonNullable<ReturnType<typeof useCanvasCode>>["FlowCanvas"]>,
) {
  const code = useCanvasCode();
  return code ? (
    <code.FlowCanvas {...props} />
  ) : (
    <div role="status" aria-label="Loading the canvas" className="h-full" />
  );
}

function onConnection(listener: () => void): () => void {
  addEventListener("online", listener);
  addEventListener("offline", listener);
  return () => {
    removeEventListener("online", listener);
    removeEventListener("offline", listener);
  };
}

/** The canvas, unless the outline stands in its place. */
function viewOf(editor: Editor, view: { current: CanvasView | undefined }) {
  return editor.state.isOutline ? undefined : view.current;
}

/** Some time when there is nothing else to do. */
function requestIdle(work: () => void): void {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(work);
  else setTimeout(work, 500);
}

/** While nothing has the focus, keys are meant for the canvas. */
function useKeysWithoutFocus(press: (event: KeyboardEvent) => void): void {
  const onKey = useEffectEvent(press);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      // Under an open dialog the canvas hears nothing. Tab goes where it always goes.
      const isFree = event.target === document.body && !document.querySelector("dialog:modal");
      if (isFree && event.key !== "Tab") onKey(event);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
}

/** Keeps the open node in view when its panel takes room from the canvas. */
function useOpenInView(editor: Editor, view: () => CanvasView | undefined): void {
  const show = useEffectEvent((node: string) => view()?.show(node));
  useEffect(
    () =>
      editor.store.subscribe(({ open }, before) => {
        if (open === undefined || open === before.open) return;
        // After the panel has been drawn and the canvas has measured itself again.
        setTimeout(() => show(open), PANEL_DRAWN_MS);
      }),
    [editor],
  );
}

/** Lists the operations in the command palette and among the shortcuts. */
function useListed(operations: readonly Operation[]): void {
  const actions = useMemo(
    () =>
      operations.map(
        ({ id, label, group, icon: Icon, shortcut, perform }): Action => ({
          id,
          label,
          group: `Editor: ${group}`,
          ...(Icon ? { icon: <Icon size={16} /> } : {}),
          ...(shortcut ? { shortcut, keysElsewhere: true } : {}),
          perform,
        }),
      ),
    [operations],
  );
  useActions(actions);
}

/** Whether copying concerns nodes: not while a text is being written or read. */
function isOnCanvas(target: EventTarget): boolean {
  const element = target instanceof Element ? target : undefined;
  return !isTyping(target) && element?.closest(".flow-canvas") !== null;
}

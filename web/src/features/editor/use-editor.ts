// Brings the editor to life: saving, and what the server tells of the flow
// meanwhile.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef, useState } from "react";
import { saveDraft } from "@/api/drafts";
import { flowKey, flowQuery } from "@/api/flows";
import { useMe } from "@/api/me";
import type { FlowDetail } from "@/api/types";
import { useMay } from "@/api/workspace";
import type { FlowDocument, Kinds } from "@/graph";
import { PHONE } from "@/lib/narrow";
import { Autosave } from "./autosave";
import { keepBreakpoints } from "./breakpoints";
import { Editor } from "./editor";
import { keepFolded } from "./folded";
import { factsOf } from "./states";
import { UnsavedDraft } from "./unsaved";

type Options = { workspace: string; flow: string; detail: FlowDetail; kinds: Kinds };

/** The editor of a flow with its autosave. */
export function useEditor({ workspace, flow, detail, kinds }: Options) {
  const client = useQueryClient();
  const mayEdit = useMay("editor");
  const { user: me } = useMe();
  const [editor] = useState(
    () => new Editor({ detail, kinds, mayEdit, me, isOutline: matchMedia(PHONE).matches }),
  );
  const autosave = useMemo(
    () =>
      new Autosave(
        editor,
        {
          save: (draft) => saveDraft(workspace, flow, draft),
          load: () => client.fetchQuery({ ...flowQuery(workspace, flow), staleTime: 0 }),
        },
        new UnsavedDraft(workspace, flow),
      ),
    [editor, client, workspace, flow],
  );
  useEffect(() => autosave.start(), [autosave]);
  useEffect(() => keepFolded(editor, workspace, flow), [editor, workspace, flow]);
  useEffect(() => keepBreakpoints(editor, workspace, flow), [editor, workspace, flow]);
  useLeaveWarning(autosave);
  useFacts(editor, autosave, detail);
  useFreshTriggers(
    editor,
    () => void client.invalidateQueries({ queryKey: flowKey(workspace, flow), exact: true }),
  );
  return { editor, autosave };
}

/** Saves before the page is hidden, and asks before unsaved changes are lost. */
function useLeaveWarning(autosave: Autosave): void {
  useEffect(() => {
    const onHide = () => document.visibilityState === "hidden" && void autosave.flush();
    const onLeave = (event: BeforeUnloadEvent) => autosave.isUnsaved && event.preventDefault();
    const onOnline = () => void autosave.flush();
    document.addEventListener("visibilitychange", onHide);
    addEventListener("beforeunload", onLeave);
    addEventListener("online", onOnline);
    return () => {
      document.removeEventListener("visibilitychange", onHide);
      removeEventListener("beforeunload", onLeave);
      removeEventListener("online", onOnline);
    };
  }, [autosave]);
}

/** Takes over what the server tells anew: state, version, triggers; the draft only if nothing is unsaved. */
function useFacts(editor: Editor, autosave: Autosave, detail: FlowDetail): void {
  const first = useRef(detail);
  useEffect(() => {
    if (detail === first.current) return;
    const { revision, base } = editor.state.saved;
    const isNewer = detail.revision > revision || (detail.base ?? 0) > (base ?? 0);
    if (isNewer && !autosave.isUnsaved) editor.replaceWith(detail);
    else editor.setFacts(factsOf(detail));
  }, [editor, autosave, detail]);
}

/** Asks for addresses and dates again when the saved triggers change. */
function useFreshTriggers(editor: Editor, refresh: () => void): void {
  useEffect(() => {
    let known = triggersOf(editor.state.saved.document, editor.state.kinds);
    return editor.store.subscribe(({ saved, kinds }, before) => {
      if (saved === before.saved) return;
      const triggers = triggersOf(saved.document, kinds);
      if (triggers === known) return;
      known = triggers;
      refresh();
    });
  }, [editor, refresh]);
}

function triggersOf(document: FlowDocument, kinds: Kinds): string {
  const triggers = document.nodes.filter((node) => kinds.of(node)?.role === "trigger");
  return JSON.stringify(triggers.map(({ id, parameters }) => [id, parameters]));
}

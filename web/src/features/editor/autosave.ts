// Keeps the draft on the server up to date: a moment after each change, at the
// latest after two seconds of changing. Without an answer it tries again; when
// the same person has saved in another window meanwhile it stops and lets them decide.
import type { DraftToSave } from "@/api/drafts";
import { asProblem } from "@/api/problem";
import type { FlowDetail, SavedDraft } from "@/api/types";
import type { Editor } from "./editor";
import type { UnsavedDraft } from "./unsaved";

const AFTER_CHANGE_MS = 800;
const AFTER_FIRST_CHANGE_MS = 2_000;
const RETRY_MS = 4_000;

type Requests = {
  save(draft: DraftToSave): Promise<SavedDraft>;
  load(): Promise<FlowDetail>;
};

export class Autosave {
  private readonly editor: Editor;
  private readonly requests: Requests;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private latest: ReturnType<typeof setTimeout> | undefined;
  private saving: Promise<void> | undefined;
  /** Whether the last attempt had no answer. */
  private isUnreached = false;
  /** Where changes wait while there is no connection. */
  private readonly kept: UnsavedDraft | undefined;

  constructor(editor: Editor, requests: Requests, kept?: UnsavedDraft) {
    this.editor = editor;
    this.requests = requests;
    this.kept = kept;
  }

  /** Saves what changes from now on, until the returned function is called. */
  start(): () => void {
    this.restore();
    const stop = this.editor.store.subscribe(({ document, base }, before) => {
      const isChanged = document !== before.document || base !== before.base;
      if (!isChanged || !this.isUnsaved) return;
      // At once: the page may be closed before the next attempt to save.
      if (this.isCutOff) this.keep();
      this.soon();
    });
    return () => {
      stop();
      void this.flush();
    };
  }

  /** Whether the server lacks something. */
  get isUnsaved(): boolean {
    const { document, base, saved, mayEdit } = this.editor.state;
    return mayEdit && (document !== saved.document || base !== saved.base);
  }

  /** Saves now; afterwards the server has what is drawn, or the save state says why not. */
  async flush(): Promise<void> {
    this.clear();
    await this.saving;
    if (!this.isUnsaved || this.editor.state.save.kind === "conflict") return;
    this.saving = this.save();
    await this.saving;
    this.saving = undefined;
    if (this.editor.state.save.kind === "unsaved") this.soon();
  }

  /** Takes what the server has; what was not saved here is gone. */
  async reload(): Promise<void> {
    this.clear();
    this.editor.replaceWith(await this.requests.load());
    this.kept?.forget();
  }

  /** Saves what is drawn here over what was saved in another window. */
  async overwrite(): Promise<void> {
    const { saved } = this.editor.state;
    const { revision, draft_by } = await this.requests.load();
    this.editor.store.setState({
      saved: { ...saved, revision },
      draftBy: draft_by,
      save: { kind: "unsaved" },
    });
    if (this.isUnsaved) await this.flush();
  }

  /** Whether an attempt to save would come to nothing, as far as is known. */
  private get isCutOff(): boolean {
    return this.isUnreached || globalThis.navigator?.onLine === false;
  }

  private keep(): void {
    const { document, saved } = this.editor.state;
    this.kept?.keep({ document, revision: saved.revision });
  }

  /** Brings back what an earlier page could not save. */
  private restore(): void {
    const unsaved = this.editor.state.mayEdit ? this.kept?.read() : undefined;
    if (!unsaved) return;
    const isCurrent = unsaved.revision === this.editor.state.saved.revision;
    this.editor.restore(unsaved.document, isCurrent);
    if (isCurrent) this.soon();
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), AFTER_CHANGE_MS);
    this.latest ??= setTimeout(() => void this.flush(), AFTER_FIRST_CHANGE_MS);
  }

  private clear(): void {
    clearTimeout(this.timer);
    clearTimeout(this.latest);
    this.latest = undefined;
  }

  private async save(): Promise<void> {
    const { document, base, saved } = this.editor.state;
    // Who begins a draft says what from: somebody may have published since the page was loaded.
    const isSaid = !this.editor.isOwn || base !== saved.base;
    this.editor.setSave({ kind: "saving" });
    try {
      const { revision, problems } = await this.requests.save({
        document,
        revision: saved.revision,
        ...(isSaid ? { base } : {}),
      });
      this.editor.setSaved({ document, base }, revision, problems);
      this.isUnreached = false;
      this.kept?.forget();
    } catch (error) {
      this.failed(error);
    }
  }

  private failed(error: unknown): void {
    const { code, status } = asProblem(error);
    if (code === "draft_changed") this.editor.setSave({ kind: "conflict" });
    else if (code === "offline" || status >= 500) {
      this.isUnreached = true;
      this.keep();
      this.editor.setSave({ kind: "offline" });
      this.timer = setTimeout(() => void this.flush(), RETRY_MS);
    } else this.editor.setSave({ kind: "refused", error });
  }
}

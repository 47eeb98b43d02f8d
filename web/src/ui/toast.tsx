// Short messages that come and go, some with a way to take back what was done.
import { CircleCheck, CircleX, Info, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { create } from "zustand";
import { asProblem } from "@/api/problem";
import { Button, IconButton } from "./button";

export type ToastTone = "good" | "bad" | "neutral";
export type Toast = {
  title: string;
  detail?: string | undefined;
  tone?: ToastTone;
  /** Such as `Undo`. */
  action?: { label: string; perform(): void };
  /** Called when it goes away without the action having been taken. */
  onGone?(): void;
};

type Shown = Toast & { id: number };

const SHOWN_MAXIMUM = 3;
const LASTS_MS = 6_000;
const LASTS_BAD_MS = 12_000;
let nextId = 1;

const useToasts = create<{ toasts: Shown[] }>(() => ({ toasts: [] }));

/** Shows a message; the answer takes it away. */
export function toast(message: Toast): () => void {
  const id = nextId++;
  const tooMany = useToasts.getState().toasts.slice(0, 1 - SHOWN_MAXIMUM);
  for (const old of tooMany) dismiss(old.id);
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts, { ...message, id }] }));
  return () => dismiss(id);
}

/** Shows what went wrong with a request. */
export function toastProblem(error: unknown): void {
  const problem = asProblem(error);
  const detail = [problem.detail, problem.hint].filter(Boolean).join(" ");
  toast({ title: problem.title, detail: detail || undefined, tone: "bad" });
}

function dismiss(id: number, acted = false): void {
  const gone = useToasts.getState().toasts.find((entry) => entry.id === id);
  if (!gone) return;
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((entry) => entry.id !== id) }));
  if (!acted) gone.onGone?.();
}

/** The place where toasts appear; once, in the shell. */
export function Toasts() {
  const toasts = useToasts((state) => state.toasts);
  const region = useRef<HTMLElement>(null);

  // Shown anew for each toast, so that it stands above a dialog opened since.
  useEffect(() => {
    const element = region.current;
    if (!element?.showPopover) return;
    if (element.matches(":popover-open")) element.hidePopover();
    if (toasts.length > 0) element.showPopover();
  }, [toasts]);

  return (
    <section
      ref={region}
      popover="manual"
      aria-label="Notifications"
      aria-live="polite"
      className="fixed inset-auto right-4 bottom-4 m-0 flex w-96 max-w-[calc(100vw-2rem)] flex-col gap-2 bg-transparent max-md:bottom-20"
    >
      {toasts.map((entry) => (
        <ToastCard key={entry.id} toast={entry} />
      ))}
    </section>
  );
}

const ICON = {
  good: <CircleCheck size={18} className="text-good" aria-hidden="true" />,
  bad: <CircleX size={18} className="text-bad" aria-hidden="true" />,
  neutral: <Info size={18} className="text-ink-soft" aria-hidden="true" />,
};

function ToastCard({ toast: { id, title, detail, tone = "neutral", action } }: { toast: Shown }) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stop = () => clearTimeout(timer.current);
  const start = () => {
    stop();
    timer.current = setTimeout(() => dismiss(id), tone === "bad" ? LASTS_BAD_MS : LASTS_MS);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each toast
  useEffect(() => {
    start();
    return stop;
  }, []);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only keeps it from leaving while read
    <div
      onPointerEnter={stop}
      onPointerLeave={start}
      onFocus={stop}
      onBlur={start}
      className="flex animate-rise items-start gap-3 rounded-card border border-line bg-raised py-3 pr-2 pl-4 text-ink shadow-float"
    >
      <span className="mt-0.75 shrink-0">{ICON[tone]}</span>
      <div className="min-w-0 flex-1 py-0.5">
        <p className="text-sm font-medium">{title}</p>
        {detail && <p className="mt-0.5 text-sm text-ink-soft">{detail}</p>}
      </div>
      {action && (
        <Button
          size="small"
          variant="quiet"
          className="text-accent!"
          onClick={() => {
            dismiss(id, true);
            action.perform();
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton label="Dismiss" icon={<X size={16} />} onClick={() => dismiss(id)} />
    </div>
  );
}

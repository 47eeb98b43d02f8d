// Short messages that come and go, some with a way to take back what was done.
import { create } from "zustand";
import { asProblem } from "@/api/problem";

export type ToastTone = "good" | "bad" | "neutral";
export type Toast = {
  title: string;
  detail?: string | undefined;
  tone?: ToastTone;
  /** Such as `Undo`. */
  action?: { label: string; perform(): void };
};

export type Shown = Toast & { id: number };

const SHOWN_MAXIMUM = 3;
let nextId = 1;

export const useToasts = create<{ toasts: Shown[] }>(() => ({ toasts: [] }));

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

export function dismiss(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((entry) => entry.id !== id) }));
}

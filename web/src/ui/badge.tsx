// Short states in words, with a colour that is never the only sign.
import { clsx } from "clsx";
import type { ReactNode } from "react";

export type Tone = "neutral" | "good" | "warn" | "bad" | "busy" | "doubt" | "accent";

const SOFT: Record<Tone, string> = {
  neutral: "bg-neutral-soft text-ink-soft",
  good: "bg-good-soft text-good",
  warn: "bg-warn-soft text-warn",
  bad: "bg-bad-soft text-bad",
  busy: "bg-busy-soft text-busy",
  doubt: "bg-doubt-soft text-doubt",
  accent: "bg-accent-soft text-accent",
};

const SOLID: Record<Tone, string> = {
  neutral: "bg-line-strong",
  good: "bg-good",
  warn: "bg-warn",
  bad: "bg-bad",
  busy: "bg-busy",
  doubt: "bg-doubt",
  accent: "bg-accent",
};

type BadgeProps = { tone?: Tone; icon?: ReactNode; children: ReactNode; className?: string };

export function Badge({ tone = "neutral", icon, children, className }: BadgeProps) {
  return (
    <span
      className={clsx(
        "inline-flex h-6 items-center gap-1.5 rounded-full px-2.5 text-xs font-medium whitespace-nowrap contrast:border contrast:border-current forced-colors:border",
        SOFT[tone],
        className,
      )}
    >
      {icon}
      {children}
    </span>
  );
}

/** A dot before a word; `pulse` for what is going on just now. */
export function StatusDot({ tone = "neutral", pulse = false }: { tone?: Tone; pulse?: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={clsx(
        "inline-block size-2 shrink-0 rounded-full forced-colors:border",
        SOLID[tone],
        pulse && "animate-pulse-soft",
      )}
    />
  );
}

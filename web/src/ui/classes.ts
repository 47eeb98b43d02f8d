// Looks that more than one drawing of a thing needs: the React components, and
// the pages before sign-in that are drawn without React.
import { clsx } from "clsx";

export type ButtonVariant = "primary" | "secondary" | "quiet" | "danger";
export type ButtonSize = "small" | "medium";

const BUTTON =
  "inline-flex shrink-0 items-center justify-center gap-2 rounded-control border font-medium whitespace-nowrap transition-colors select-none disabled:cursor-not-allowed disabled:opacity-50";

const VARIANT: Record<ButtonVariant, string> = {
  primary: "border-transparent bg-accent text-on-accent hover:not-disabled:bg-accent-strong",
  secondary:
    "border-line-strong/40 bg-surface text-ink shadow-card hover:not-disabled:bg-hover contrast:border-line-strong",
  quiet: "border-transparent text-ink-soft hover:not-disabled:bg-hover hover:not-disabled:text-ink",
  danger: "border-bad/40 bg-surface text-bad hover:not-disabled:bg-bad-soft",
};

const SIZE: Record<ButtonSize, string> = {
  small: "h-8 px-3 text-sm",
  medium: "h-10 px-4 text-base",
};

export function buttonClass(variant: ButtonVariant = "secondary", size: ButtonSize = "medium") {
  return clsx(BUTTON, VARIANT[variant], SIZE[size]);
}

/** Text fields, text areas and selects. */
export const inputClass =
  "w-full min-w-0 rounded-control border border-line-strong/60 bg-surface px-3 text-base text-ink transition-colors hover:not-disabled:border-line-strong focus-visible:border-accent focus-visible:outline-offset-0 disabled:bg-sunken disabled:text-ink-soft aria-invalid:border-bad contrast:border-line-strong";

export const labelClass = "text-sm font-medium text-ink";
export const hintClass = "text-sm text-ink-soft";
export const errorClass = "text-sm text-bad";
export const cardClass = "rounded-card border border-line bg-surface shadow-card";
/** What floats above the page: menus, popovers. */
export const floatClass =
  "rounded-card border border-line bg-raised text-ink shadow-float contrast:border-line-strong";

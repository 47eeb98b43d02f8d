// Buttons. One primary button a page; quiet ones where there are many.
import { clsx } from "clsx";
import type { ComponentProps, ReactNode } from "react";
import { type ButtonSize, type ButtonVariant, buttonClass } from "./classes";
import { Spinner } from "./spinner";
import { Tooltip } from "./tooltip";

export type ButtonProps = ComponentProps<"button"> & {
  variant?: ButtonVariant;
  size?: ButtonSize;
  /** Drawn before the text. */
  icon?: ReactNode;
  /** Work is under way: shown, and further presses do nothing. */
  busy?: boolean;
};

export function Button({ variant, size, icon, busy = false, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled || busy}
      aria-busy={busy || undefined}
      className={clsx(buttonClass(variant, size), rest.className)}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  );
}

export type IconButtonProps = Omit<ComponentProps<"button">, "children"> & {
  /** What it does, for everyone: the accessible name and the tooltip. */
  label: string;
  icon: ReactNode;
  size?: ButtonSize;
  variant?: ButtonVariant;
  /** Shown in the tooltip after the label. */
  shortcut?: string;
};

/** A button that is only an icon, with its name in a tooltip. */
export function IconButton({
  label,
  icon,
  size = "small",
  variant = "quiet",
  shortcut,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip content={label} shortcut={shortcut}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        className={clsx(
          buttonClass(variant, size),
          size === "small" ? "w-8 px-0!" : "w-10 px-0!",
          rest.className,
        )}
      >
        {icon}
      </button>
    </Tooltip>
  );
}

// Several controls that together are one value.
import { clsx } from "clsx";
import type { ComponentProps } from "react";

/** A fieldset without the browser's frame; named by `aria-label` or `aria-labelledby`. */
export function GroupBox({ className, ...rest }: ComponentProps<"fieldset">) {
  return <fieldset {...rest} className={clsx("min-w-0", className)} />;
}

/** Fields of this group are rarely set: they begin folded. */
export const FOLDED_GROUP = "Advanced";

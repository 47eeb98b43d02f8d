// A small panel beside the button that opens it.
import { clsx } from "clsx";
import { Popover as Radix } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { floatClass } from "./classes";
import { useLayer } from "./layer";

type Props = {
  trigger: ReactElement;
  children: ReactNode;
  label: string;
  align?: "start" | "center" | "end";
  side?: "top" | "right" | "bottom" | "left";
  open?: boolean;
  className?: string;
  onOpenChange?(open: boolean): void;
};

export function Popover({
  trigger,
  children,
  label,
  className,
  open,
  onOpenChange,
  ...place
}: Props) {
  const layer = useLayer();
  const control = open === undefined ? {} : { open };
  return (
    <Radix.Root {...control} {...(onOpenChange ? { onOpenChange } : {})}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal container={layer}>
        <Radix.Content
          align="start"
          {...place}
          sideOffset={6}
          collisionPadding={8}
          aria-label={label}
          className={clsx(
            floatClass,
            "z-50 max-w-[calc(100vw-1rem)] animate-appear p-4",
            className,
          )}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

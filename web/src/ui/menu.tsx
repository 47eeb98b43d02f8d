// Menus: a list of things to do, opened by a button.
import { clsx } from "clsx";
import { Check } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactElement, ReactNode } from "react";
import { floatClass } from "./classes";
import { readingDirection } from "./direction";
import { Kbd } from "./kbd";
import { useLayer } from "./layer";

type MenuProps = {
  trigger: ReactElement;
  children: ReactNode;
  align?: "start" | "center" | "end";
  side?: "top" | "right" | "bottom" | "left";
  defaultOpen?: boolean;
  className?: string;
  onOpenChange?(open: boolean): void;
};

export function Menu({
  trigger,
  children,
  align = "end",
  side,
  defaultOpen,
  className,
  onOpenChange,
}: MenuProps) {
  const layer = useLayer();
  return (
    // Not modal: a modal menu locks scrolling with a style element, which the
    // content security policy refuses.
    <Radix.Root
      dir={readingDirection()}
      modal={false}
      defaultOpen={defaultOpen ?? false}
      {...(onOpenChange ? { onOpenChange } : {})}
    >
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal container={layer}>
        <Radix.Content
          align={align}
          {...(side ? { side } : {})}
          sideOffset={6}
          collisionPadding={8}
          className={clsx(
            floatClass,
            "z-50 max-h-(--radix-dropdown-menu-content-available-height) max-w-[calc(100vw-1rem)] min-w-48 animate-appear overflow-y-auto p-1.5",
            className,
          )}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const ITEM =
  "flex min-h-9 cursor-default items-center gap-2.5 rounded-small px-2.5 py-1.5 text-sm outline-none select-none data-disabled:opacity-50 data-highlighted:bg-hover forced-colors:data-highlighted:outline";

type ItemProps = {
  icon?: ReactNode;
  shortcut?: string;
  danger?: boolean;
  disabled?: boolean;
  children: ReactNode;
  onSelect?(): void;
};

export function MenuItem({ icon, shortcut, danger, disabled, children, onSelect }: ItemProps) {
  return (
    <Radix.Item
      disabled={disabled ?? false}
      {...(onSelect ? { onSelect } : {})}
      className={clsx(ITEM, danger && "text-bad data-highlighted:bg-bad-soft")}
    >
      <span className={clsx("shrink-0", !danger && "text-ink-soft")}>{icon}</span>
      <span className="min-w-0 flex-1">{children}</span>
      {shortcut && <Kbd keys={shortcut} />}
    </Radix.Item>
  );
}

type ChoiceProps = {
  value: string;
  options: readonly { value: string; label: ReactNode }[];
  onChange(value: string): void;
};

/** One of several, the chosen one ticked. */
export function MenuChoice({ value, options, onChange }: ChoiceProps) {
  return (
    <Radix.RadioGroup value={value} onValueChange={onChange}>
      {options.map((option) => (
        <Radix.RadioItem key={option.value} value={option.value} className={ITEM}>
          <span className="flex size-4 shrink-0 items-center justify-center">
            <Radix.ItemIndicator>
              <Check size={16} aria-hidden="true" className="text-accent" />
            </Radix.ItemIndicator>
          </span>
          <span className="min-w-0 flex-1 truncate">{option.label}</span>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return (
    <Radix.Label className="px-2.5 pt-1.5 pb-1 text-xs font-medium text-ink-faint">
      {children}
    </Radix.Label>
  );
}

export function MenuDivider() {
  return <Radix.Separator className="-mx-1.5 my-1.5 h-px bg-line" />;
}

// Views of one thing beside each other.
import { clsx } from "clsx";
import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { readingDirection } from "./direction";

export type Tab = { value: string; label: ReactNode; content: ReactNode };

type Props = {
  label: string;
  tabs: readonly Tab[];
  value?: string;
  defaultValue?: string;
  className?: string;
  onChange?(value: string): void;
};

export function Tabs({ label, tabs, value, defaultValue, className, onChange }: Props) {
  const start =
    value === undefined ? { defaultValue: defaultValue ?? tabs[0]?.value ?? "" } : { value };
  return (
    <Radix.Root
      dir={readingDirection()}
      {...start}
      {...(onChange ? { onValueChange: onChange } : {})}
      className={clsx("flex min-h-0 min-w-0 flex-col", className)}
    >
      <Radix.List aria-label={label} className="flex gap-1 overflow-x-auto border-b border-line">
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="-mb-px min-h-9 shrink-0 border-b-2 border-transparent px-3 py-1.5 text-sm font-medium text-ink-soft outline-offset-[-3px] hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink"
          >
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.value} value={tab.value} className="min-h-0 flex-1 pt-4">
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}

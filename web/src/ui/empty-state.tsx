// What a list shows before there is anything in it: what it is for, and the way
// to the first entry.
import type { ReactNode } from "react";

type Props = {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  /** Buttons; the first is the primary one. */
  actions?: ReactNode;
};

export function EmptyState({ icon, title, children, actions }: Props) {
  return (
    <div className="flex flex-col items-center px-6 py-14 text-center">
      {icon && (
        <span className="mb-4 flex size-12 items-center justify-center rounded-full bg-accent-soft text-accent">
          {icon}
        </span>
      )}
      <h2 className="text-lg font-semibold">{title}</h2>
      {children && <div className="mt-1.5 max-w-md text-ink-soft">{children}</div>}
      {actions && <div className="mt-6 flex flex-wrap justify-center gap-3">{actions}</div>}
    </div>
  );
}

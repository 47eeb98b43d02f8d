// A card with a heading, for pages that are made of several.
import { clsx } from "clsx";
import type { ReactNode } from "react";
import { cardClass } from "./classes";

type SectionProps = {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** Tables go to the edge of the card. */
  flush?: boolean;
};

export function Section({ title, description, actions, children, flush = false }: SectionProps) {
  return (
    <section className={clsx(cardClass, "mb-6 overflow-hidden")}>
      <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 px-5 pt-5 sm:px-6">
        <div className="min-w-0">
          <h2 className="text-lg font-semibold">{title}</h2>
          {description && <p className="mt-0.5 max-w-prose text-sm text-ink-soft">{description}</p>}
        </div>
        {actions && <div className="flex gap-2">{actions}</div>}
      </header>
      <div className={flush ? "mt-4 border-t border-line" : "px-5 pt-4 pb-5 sm:px-6 sm:pb-6"}>
        {children}
      </div>
    </section>
  );
}

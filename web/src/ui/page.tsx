// The frame of a page: its title, one sentence, its one primary action.
import { clsx } from "clsx";
import { type ReactNode, useEffect } from "react";
import { cardClass } from "./classes";

type PageProps = {
  title: string;
  description?: ReactNode;
  /** The page's buttons, the primary one last. */
  actions?: ReactNode;
  /** Narrow for reading and forms. */
  width?: "narrow" | "wide";
  children: ReactNode;
};

export function Page({ title, description, actions, width = "wide", children }: PageProps) {
  useTitle(title);
  return (
    <div
      className={clsx(
        "mx-auto w-full px-4 pt-6 pb-16 sm:px-8 sm:pt-9",
        width === "wide" ? "max-w-6xl" : "max-w-3xl",
      )}
    >
      <header className="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-4">
        <div className="min-w-0">
          <h1 className="text-2xl font-semibold tracking-tight">{title}</h1>
          {description && <p className="mt-1 max-w-prose text-ink-soft">{description}</p>}
        </div>
        {actions && <div className="flex flex-wrap gap-3">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** Names the browser's tab after the page. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Towpath`;
  }, [title]);
}

export function Card({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={clsx(cardClass, className)}>{children}</div>;
}

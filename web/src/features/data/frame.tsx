// The frame of the pages about data: tables and variables beside each other.
import type { ReactNode } from "react";
import { Link } from "@/router";
import { Page } from "@/ui/page";

const TABS = [
  { to: "/data/tables", label: "Tables" },
  { to: "/data/variables", label: "Variables" },
] as const;

type Props = { title: string; description: ReactNode; actions?: ReactNode; children: ReactNode };

export function DataFrame({ title, description, actions, children }: Props) {
  return (
    <Page title={title} description={description} actions={actions}>
      <nav aria-label="Data" className="mb-4 flex gap-1">
        {TABS.map(({ to, label }) => (
          <Link
            key={to}
            to={to}
            className="flex h-9 items-center rounded-control px-3 text-sm font-medium text-ink-soft hover:bg-hover hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent forced-colors:aria-[current=page]:outline"
          >
            {label}
          </Link>
        ))}
      </nav>
      {children}
    </Page>
  );
}

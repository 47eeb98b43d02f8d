// Settings: of the workspace, of the person, and what this server is.

import { type ComponentType, lazy, Suspense } from "react";
import type { Role } from "@/api/types";
import { useMay } from "@/api/workspace";
import { Link, useParams } from "@/router";
import { EmptyState } from "@/ui/empty-state";
import { Page } from "@/ui/page";
import { SkeletonRows } from "@/ui/skeleton";
import { AboutSection } from "./about";
import { AccountSection } from "./account";
import { AuditSection } from "./audit";
import { LimitsSection } from "./limits";
import { MembersSection } from "./members";
import { TokensSection } from "./tokens";
import { WorkspaceSection } from "./workspace";

const WorkersSection = lazy(() => import("./workers"));

type SectionEntry = { id: string; label: string; atLeast: Role; Section: ComponentType };

const SECTIONS: readonly SectionEntry[] = [
  { id: "workspace", label: "Workspace", atLeast: "viewer", Section: WorkspaceSection },
  { id: "limits", label: "Limits", atLeast: "viewer", Section: LimitsSection },
  { id: "members", label: "Members", atLeast: "viewer", Section: MembersSection },
  { id: "tokens", label: "API tokens", atLeast: "admin", Section: TokensSection },
  { id: "audit", label: "Audit log", atLeast: "admin", Section: AuditSection },
  { id: "workers", label: "Workers", atLeast: "admin", Section: WorkersSection },
  { id: "account", label: "Your account", atLeast: "viewer", Section: AccountSection },
  { id: "about", label: "About", atLeast: "viewer", Section: AboutSection },
];

export function SettingsPage() {
  const { section: id } = useParams({ from: "/settings/$section" });
  const isAdmin = useMay("admin");
  const open = SECTIONS.filter(({ atLeast }) => atLeast !== "admin" || isAdmin);
  const entry = open.find((section) => section.id === id);
  return (
    <Page title="Settings">
      <div className="grid gap-6 md:grid-cols-[11rem_minmax(0,1fr)] md:gap-8">
        <nav aria-label="Settings" className="flex gap-1 max-md:flex-wrap md:flex-col">
          {open.map(({ id, label }) => (
            <Link
              key={id}
              to="/settings/$section"
              params={{ section: id }}
              className="flex h-9 shrink-0 items-center rounded-control px-3 text-sm font-medium text-ink-soft hover:bg-hover hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent"
            >
              {label}
            </Link>
          ))}
        </nav>
        <div className="min-w-0">
          <Suspense fallback={<SkeletonRows label="Loading" />}>
            {entry ? <entry.Section /> : <EmptyState title="There is no such setting" />}
          </Suspense>
        </div>
      </div>
    </Page>
  );
}

// The ways to the places, on wide screens. On pages that fill the window it
// shrinks to icons.

import { clsx } from "clsx";
import { Search } from "lucide-react";
import type { Workspace } from "@/api/types";
import { Link } from "@/router";
import { Kbd } from "@/ui/kbd";
import { Logo } from "@/ui/logo";
import { Tooltip } from "@/ui/tooltip";
import { Account } from "./account";
import { openOverlay } from "./overlay";
import { PLACES, type Place } from "./places";
import { WorkspaceSwitch } from "./workspace-switch";

type Props = { workspace: Workspace; compact: boolean; onWorkspace(id: string): void };

export function Sidebar({ workspace, compact, onWorkspace }: Props) {
  return (
    <header
      className={clsx(
        "flex shrink-0 flex-col gap-1 border-r border-line bg-surface p-3 max-md:hidden",
        compact ? "w-16" : "w-60",
      )}
    >
      <Link
        to="/"
        aria-label="Towpath, home"
        className={clsx(
          "mb-2 flex items-center gap-2.5 rounded-control px-1.5 py-1 font-semibold tracking-tight",
          compact && "justify-center px-0!",
        )}
      >
        <Logo />
        {!compact && <span className="text-lg">Towpath</span>}
      </Link>
      <WorkspaceSwitch workspace={workspace} compact={compact} onWorkspace={onWorkspace} />
      <SearchButton compact={compact} />
      <nav aria-label="Places" className="mt-2 flex flex-col gap-0.5">
        {PLACES.map((place) => (
          <PlaceLink key={place.to} place={place} compact={compact} />
        ))}
      </nav>
      <div className="mt-auto">
        <Account compact={compact} />
      </div>
    </header>
  );
}

function SearchButton({ compact }: { compact: boolean }) {
  const button = (
    <button
      type="button"
      aria-label={compact ? "Search and commands" : undefined}
      aria-keyshortcuts="Control+K Meta+K"
      onClick={() => openOverlay("palette")}
      className={clsx(
        "flex h-9 items-center gap-2.5 rounded-control border border-line bg-ground px-2.5 text-sm text-ink-soft hover:border-line-strong",
        compact && "justify-center px-0!",
      )}
    >
      <Search size={16} aria-hidden="true" className="shrink-0" />
      {!compact && <span className="min-w-0 flex-1 truncate text-start">Search</span>}
      {!compact && <Kbd keys="mod+k" />}
    </button>
  );
  return compact ? (
    <Tooltip content="Search and commands" shortcut="mod+k">
      {button}
    </Tooltip>
  ) : (
    button
  );
}

function PlaceLink({ place, compact }: { place: Place; compact: boolean }) {
  const { to, label, icon: Icon } = place;
  const link = (
    <Link
      to={to}
      exact={to === "/"}
      aria-label={compact ? label : undefined}
      className={clsx(
        "flex h-9 items-center gap-2.5 rounded-control px-2.5 text-sm font-medium text-ink-soft hover:bg-hover hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent forced-colors:aria-[current=page]:outline",
        compact && "justify-center px-0!",
      )}
    >
      <Icon size={18} aria-hidden="true" />
      {!compact && label}
    </Link>
  );
  return compact ? <Tooltip content={label}>{link}</Tooltip> : link;
}

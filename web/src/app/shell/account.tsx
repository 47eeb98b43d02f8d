// The person signed in, with what is theirs: appearance, help, signing out.
import { clsx } from "clsx";
import { lazy } from "react";
import { useMe } from "@/api/me";
import { LazyMenu } from "@/ui/lazy-menu";

const load = () => import("./account-menu");
const AccountMenu = lazy(load);

export function Account({ compact = false }: { compact?: boolean }) {
  const { user } = useMe();
  return (
    <LazyMenu
      load={load}
      menu={(props) => <AccountMenu {...props} />}
      button={
        <button
          type="button"
          aria-label={`Account of ${user.name}`}
          className={clsx(
            "flex min-w-0 items-center gap-2.5 rounded-control border border-transparent p-1.5 text-start text-sm hover:bg-hover",
            compact ? "justify-center" : "w-full",
          )}
        >
          <span
            data-letters={initials(user.name)}
            className="flex size-7 shrink-0 items-center justify-center rounded-full bg-ink text-xs font-semibold text-ground uppercase before:content-[attr(data-letters)]"
          />
          {!compact && <span className="min-w-0 flex-1 truncate font-medium">{user.name}</span>}
        </button>
      }
    />
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => word?.charAt(0) ?? "")
    .join("");
}

// The ways to the places on phones, where the thumb is.
import { Link } from "@/router";
import { PLACES } from "./places";

export function BottomBar() {
  return (
    <nav
      aria-label="Places"
      className="flex border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {PLACES.map(({ to, label, icon: Icon }) => (
        <Link
          key={to}
          to={to}
          exact={to === "/"}
          className="flex min-w-0 flex-auto flex-col items-center gap-0.5 pt-2 pb-1.5 text-[0.625rem] leading-4 font-medium text-ink-soft aria-[current=page]:text-accent forced-colors:aria-[current=page]:underline"
        >
          <Icon size={20} aria-hidden="true" />
          <span className="max-w-full truncate px-0.5">{label}</span>
        </Link>
      ))}
    </nav>
  );
}

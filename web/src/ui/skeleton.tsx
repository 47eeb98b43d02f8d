// The shape of what is being loaded.
import { clsx } from "clsx";

export function Skeleton({ className }: { className?: string }) {
  return (
    <div
      aria-hidden="true"
      className={clsx(
        "h-4 animate-pulse-soft rounded-small bg-line forced-colors:border",
        className,
      )}
    />
  );
}

const WIDTHS = ["w-2/5", "w-1/3", "w-1/2", "w-1/4", "w-5/12"];

/** Rows of a list that is being loaded, five at most. */
export function SkeletonRows({ label, rows = 5 }: { label: string; rows?: number }) {
  return (
    <div role="status" aria-label={label} className="divide-y divide-line">
      {WIDTHS.slice(0, rows).map((width) => (
        <div key={width} className="flex h-13 items-center gap-6 px-5 sm:px-6">
          <Skeleton className={width} />
          <Skeleton className="ms-auto w-20" />
          <Skeleton className="w-16 max-md:hidden" />
        </div>
      ))}
    </div>
  );
}

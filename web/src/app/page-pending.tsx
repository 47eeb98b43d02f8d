// What stands in for a page while its code is on the way.
import { Skeleton } from "@/ui/skeleton";

export function PagePending() {
  return (
    <div
      role="status"
      aria-label="Loading the page"
      className="mx-auto w-full max-w-6xl px-4 pt-9 sm:px-8"
    >
      <Skeleton className="mb-8 h-8 w-48" />
      <Skeleton className="h-72 rounded-card!" />
    </div>
  );
}

// The shape of the editor while the flow is being loaded.
import { Skeleton } from "@/ui/skeleton";

export function EditorSkeleton() {
  return (
    <div role="status" aria-label="Loading the flow" className="flex h-full flex-col">
      <div className="flex h-14 items-center gap-4 border-b border-line bg-surface px-4">
        <Skeleton className="h-5 w-48" />
        <Skeleton className="ms-auto h-8 w-20" />
        <Skeleton className="h-8 w-24" />
      </div>
      <div className="flex flex-1 items-center justify-center gap-24">
        {[0, 1, 2].map((card) => (
          <div
            key={card}
            className="flex h-16 w-60 items-center gap-3 rounded-card border border-line bg-surface px-3 max-md:nth-[n+2]:hidden"
          >
            <Skeleton className="size-10" />
            <div className="flex-1 space-y-2">
              <Skeleton className="h-3.5 w-3/4" />
              <Skeleton className="h-3 w-1/2" />
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}

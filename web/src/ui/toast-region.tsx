// The place where toasts appear; once, in the shell. It is there before the first
// one, because readers announce only what changes in a region they know.
import { lazy, Suspense, useEffect, useRef } from "react";
import { useToasts } from "./toast";

const ToastCard = lazy(() => import("./toast-card"));

export function ToastRegion() {
  const toasts = useToasts((state) => state.toasts);
  const region = useRef<HTMLElement>(null);

  // Shown anew for each toast, so that it stands above a dialog opened since.
  useEffect(() => {
    const element = region.current;
    if (!element?.showPopover) return;
    if (element.matches(":popover-open")) element.hidePopover();
    if (toasts.length > 0) element.showPopover();
  }, [toasts]);

  return (
    <section
      ref={region}
      popover="manual"
      aria-label="Notifications"
      aria-live="polite"
      className="fixed inset-auto end-4 bottom-4 m-0 flex w-96 max-w-[calc(100vw-2rem)] flex-col gap-2 overflow-visible bg-transparent max-md:bottom-20"
    >
      <Suspense>
        {toasts.map((entry) => (
          <ToastCard key={entry.id} toast={entry} />
        ))}
      </Suspense>
    </section>
  );
}

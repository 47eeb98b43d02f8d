// Says that the connection is gone, and that nothing is lost by waiting.
import { WifiOff } from "lucide-react";
import { useSyncExternalStore } from "react";

export function OfflineBanner() {
  const online = useSyncExternalStore(onChange, () => navigator.onLine);
  return (
    <div role="status">
      {!online && (
        <p className="flex items-center justify-center gap-2 bg-warn-soft px-4 py-2 text-sm text-warn">
          <WifiOff size={16} aria-hidden="true" className="shrink-0" />
          No connection. Flows keep running on the server; this page catches up when you are back.
        </p>
      )}
    </div>
  );
}

function onChange(listener: () => void): () => void {
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
}

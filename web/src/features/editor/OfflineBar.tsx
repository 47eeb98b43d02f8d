// Without a connection: how much waits to be saved, and that it is safe here.
import { CloudOff } from "lucide-react";
import { counted } from "@/lib/format";
import { Button } from "@/ui/button";
import { useBench } from "./bench";
import { useEditorState } from "./store";

export function OfflineBar() {
  const { autosave } = useBench();
  const waiting = useEditorState((state) => state.waiting);
  return (
    <div
      role="status"
      className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line bg-warn-soft px-4 py-2 text-sm text-warn"
    >
      <CloudOff size={16} aria-hidden="true" className="shrink-0" />
      <p className="min-w-0 flex-1">
        No connection.{" "}
        {waiting > 0 &&
          `${counted(waiting, "change")} ${waiting === 1 ? "waits" : "wait"} to be saved. `}
        What you change is kept in this browser, also when you close the page, and saved when the
        connection is back.
      </p>
      {waiting > 0 && (
        <Button size="small" onClick={() => void autosave.flush()}>
          Try now
        </Button>
      )}
    </div>
  );
}

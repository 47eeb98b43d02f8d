// The address of a request. A curl command pasted into it, or an operation chosen from
// an OpenAPI document, fills in the other parameters of the request, too.
import { FileJson } from "lucide-react";
import { type ClipboardEvent, lazy, Suspense, useContext, useState } from "react";
import { Button } from "@/ui/button";
import { hintClass } from "@/ui/classes";
import { SiblingsContext } from "../context";
import { isCurl, readCurl } from "../request/curl";
import { type RequestDraft, withRequest } from "../request/request";
import type { WidgetProps } from "./index";
import { LineText } from "./text";

const OperationDialog = lazy(() => import("../request/operation-dialog"));

export function RequestUrl(props: WidgetProps) {
  const siblings = useContext(SiblingsContext);
  const [isChoosing, setChoosing] = useState(false);
  const [notes, setNotes] = useState<readonly string[]>([]);
  const fields = props.field.schema["x-request"];
  const take = (request: RequestDraft) => {
    if (!siblings || !fields) return;
    siblings.set(withRequest(siblings.value, fields, request));
    setNotes(["The request was filled in.", ...request.notes]);
  };
  const onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData("text/plain");
    const request = isCurl(text) ? readCurl(text) : undefined;
    if (!request || !fields || props.readOnly) return;
    event.preventDefault();
    event.stopPropagation();
    take(request);
  };
  return (
    <div className="grid gap-1.5" onPasteCapture={onPaste}>
      <LineText {...props} />
      {fields && !props.readOnly && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Button
            size="small"
            variant="quiet"
            icon={<FileJson size={15} aria-hidden />}
            onClick={() => setChoosing(true)}
          >
            From an OpenAPI document
          </Button>
          <span className={hintClass}>or paste a curl command above</span>
        </div>
      )}
      {notes.length > 0 && (
        <div role="status" className={hintClass}>
          {notes.map((note) => (
            <p key={note}>{note}</p>
          ))}
        </div>
      )}
      <Suspense>
        {isChoosing && (
          <OperationDialog
            onChoose={(request) => {
              setChoosing(false);
              take(request);
            }}
            onClose={() => setChoosing(false)}
          />
        )}
      </Suspense>
    </div>
  );
}

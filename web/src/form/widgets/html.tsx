// HTML with a preview. The preview stands in a frame that may run no script, open
// nothing and reach nothing of this page.

import { useState } from "react";
import { hintClass } from "@/ui/classes";
import { Segments } from "@/ui/segments";
import { usePreview } from "../expression/preview-line";
import { isExpression } from "../expression/segment";
import { GroupBox } from "../group-box";
import type { WidgetProps } from "./index";
import { Lines } from "./text";

/** The page's policy keeps the frame from the web: looking at a mail must tell nobody. */
const REMOTE_PICTURE = /<img[^>]+src\s*=\s*["']?(https?:)?\/\//i;

export function HtmlText(props: WidgetProps) {
  const [view, setView] = useState<"write" | "preview">("write");
  const written = typeof props.value === "string" ? props.value : "";
  const isWanted = view === "preview" && isExpression(written);
  const evaluated = usePreview(isWanted ? written : undefined);
  const html = isWanted && evaluated?.ok ? String(evaluated.value) : written;
  return (
    <GroupBox aria-labelledby={props.labelledBy} className="grid gap-2">
      <Segments<"write" | "preview">
        className="justify-self-start"
        label={`${props.field.title}: view`}
        value={view}
        options={[
          { value: "write", label: "Write" },
          { value: "preview", label: "Preview" },
        ]}
        onChange={setView}
      />
      {view === "write" ? (
        <Lines {...props} label={props.field.title} lines={8} mono />
      ) : (
        <>
          <iframe
            title={`Preview of ${props.field.title}`}
            sandbox=""
            srcDoc={framed(html)}
            className="h-80 w-full rounded-control border border-line bg-[white]"
          />
          {REMOTE_PICTURE.test(html) && (
            <p className={hintClass}>Pictures from elsewhere are not loaded in the preview.</p>
          )}
        </>
      )}
    </GroupBox>
  );
}

/** Readers of mail draw on white, whatever the colours of this page. */
function framed(html: string): string {
  const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
  return `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="color-scheme" content="light"><body style="margin:16px;font:15px/1.5 system-ui,sans-serif">${html}`;
}

// HTML with a preview. The preview stands in a frame that may run no script, open
// nothing and reach nothing of this page.

import { useState } from "react";
import { hintClass } from "@/ui/classes";
import { Segments } from "@/ui/segments";
import { usePreview } from "../expression/preview-line";
import { isExpression } from "../expression/segment";
import { GroupBox } from "../group-box";
import { MailFrame } from "../mail/frame";
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
          <MailFrame
            title={`Preview of ${props.field.title}`}
            html={html}
            className="h-80 w-full rounded-control border border-line"
          />
          {REMOTE_PICTURE.test(html) && (
            <p className={hintClass}>Pictures from elsewhere are not loaded in the preview.</p>
          )}
        </>
      )}
    </GroupBox>
  );
}

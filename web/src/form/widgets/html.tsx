// HTML with a preview. The preview stands in a frame that may run no script, open
// nothing and reach nothing of this page.

import { useEffect, useRef, useState } from "react";
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
          <Preview title={`Preview of ${props.field.title}`} html={html} />
          {REMOTE_PICTURE.test(html) && (
            <p className={hintClass}>Pictures from elsewhere are not loaded in the preview.</p>
          )}
        </>
      )}
    </GroupBox>
  );
}

function Preview({ title, html }: { title: string; html: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    // Not as an attribute in JSX: there the trusted value would become a plain text again.
    if (frame.current) frame.current.srcdoc = trusted(framed(html));
  }, [html]);
  return (
    <iframe
      ref={frame}
      title={title}
      sandbox=""
      className="h-80 w-full rounded-control border border-line bg-[white]"
    />
  );
}

interface HtmlPolicy {
  createHTML(html: string): string;
}

declare global {
  interface Window {
    trustedTypes?: { createPolicy(name: string, rules: HtmlPolicy): HtmlPolicy };
  }
}

/** The server's policy lets nothing but this become HTML; it goes into a frame without scripts alone. */
let policy: HtmlPolicy | undefined;

function trusted(html: string): string {
  policy ??= window.trustedTypes?.createPolicy("preview", { createHTML: (text) => text });
  return policy?.createHTML(html) ?? html;
}

/** Readers of mail draw on white, whatever the colours of this page. */
function framed(html: string): string {
  const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
  return `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="color-scheme" content="light"><body style="margin:16px;font:15px/1.5 system-ui,sans-serif">${html}`;
}

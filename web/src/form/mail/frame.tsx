// A mail in a frame that may run no script, open nothing and reach nothing: whatever
// stands in the mail, this page does not notice.

import { clsx } from "clsx";
import { useEffect, useRef } from "react";
import { trusted } from "./trusted";

interface Props {
  title: string;
  html: string;
  /** As programs show it that are told of the dark. */
  dark?: boolean;
  className?: string;
}

export function MailFrame({ title, html, dark = false, className }: Props) {
  const frame = useRef<HTMLIFrameElement>(null);
  useEffect(() => {
    // Not as an attribute in JSX: there the trusted value would become a plain text again.
    if (frame.current) frame.current.srcdoc = trusted(framed(html, dark));
  }, [html, dark]);
  return (
    <iframe
      ref={frame}
      title={title}
      sandbox=""
      className={clsx("bg-[white]", className)}
      style={{ colorScheme: dark ? "dark" : "light" }}
    />
  );
}

const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
/** Stands in for pictures, which are not loaded: looking at a mail must tell nobody. */
const PICTURE = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 140"><path fill="#e1e7e4" d="M0 0h320v140H0z"/><path fill="#c3cdc9" d="m96 108 44-56 32 36 22-24 34 44z"/><circle cx="206" cy="48" r="11" fill="#c3cdc9"/></svg>',
)}`;

/** The page of a mail with the policy of the frame first in it. */
function framed(html: string, dark: boolean): string {
  const media = dark ? "all" : "not all";
  const shown = html
    .replaceAll(/@media\s*\(prefers-color-scheme:\s*dark\)/g, `@media ${media}`)
    .replaceAll(/(<img\b[^>]*?\bsrc\s*=\s*)(["'])https?:[^"']*\2/gi, `$1$2${PICTURE}$2`);
  const head = `<meta http-equiv="Content-Security-Policy" content="${POLICY}"><meta name="color-scheme" content="${dark ? "dark" : "light"}">`;
  if (/<head[^>]*>/i.test(shown)) return shown.replace(/<head[^>]*>/i, (tag) => tag + head);
  return `<!doctype html>${head}<body style="margin:16px;font:15px/1.5 system-ui,sans-serif">${shown}`;
}

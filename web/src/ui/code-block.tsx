// Code, and anything else to be copied.
import { clsx } from "clsx";
import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { IconButton } from "./button";
import { toast } from "./toast";

export function CodeBlock({
  code,
  label,
  className,
}: {
  code: string;
  label?: string;
  className?: string;
}) {
  return (
    <div
      className={clsx(
        "flex min-w-0 items-start rounded-control border border-line bg-sunken",
        className,
      )}
    >
      <section
        aria-label={label ?? "Code"}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it
        tabIndex={0}
        className="max-h-96 min-w-0 flex-1 overflow-auto rounded-control"
      >
        <pre className="w-max min-w-full px-4 py-3 font-mono text-sm">
          <code>{code}</code>
        </pre>
      </section>
      <CopyButton text={code} className="m-1.5 shrink-0" />
    </div>
  );
}

const COPIED_MS = 2_000;

export function CopyButton({
  text,
  label = "Copy",
  className,
}: {
  text: string;
  label?: string;
  className?: string;
}) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <IconButton
      label={copied ? "Copied" : label}
      icon={copied ? <Check size={16} className="text-good" /> : <Copy size={16} />}
      className={className ?? ""}
      onClick={async () => setCopied(await copyText(text))}
    />
  );
}

/** Puts a text on the clipboard; says so when the browser refuses. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    toast({
      title: "The browser did not allow copying",
      detail: "Select the text and copy it with the keyboard.",
      tone: "bad",
    });
    return false;
  }
}

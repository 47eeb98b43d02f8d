// A field that narrows a list while one types.
import { clsx } from "clsx";
import { Search } from "lucide-react";
import { useEffect, useEffectEvent, useState } from "react";
import { Input } from "./input";

type Props = { label: string; value: string; className?: string; onChange(value: string): void };

const PAUSE_MS = 200;

/** Tells of a change when the typing pauses, so that a list is not asked for each letter. */
export function SearchField({ label, value, className, onChange }: Props) {
  const [text, setText] = useState(value);
  const tell = useEffectEvent(onChange);

  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => tell(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, value]);

  return (
    <span className={clsx("relative block", className)}>
      <Search
        size={16}
        aria-hidden="true"
        className="pointer-events-none absolute top-1/2 start-3 -translate-y-1/2 text-ink-faint"
      />
      <Input
        type="search"
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className="ps-9!"
      />
    </span>
  );
}

// Keys as they are written on this machine's keyboard.
import { clsx } from "clsx";
import { keyNames } from "@/lib/shortcut";

/** `keys` is a shortcut such as `mod+shift+k`, or `g f` for one after the other. */
export function Kbd({ keys, className }: { keys: string; className?: string }) {
  return (
    <kbd className={clsx("inline-flex gap-1 font-sans", className)}>
      {keyNames(keys).map((name) => (
        <span
          key={name}
          className="inline-flex h-5 min-w-5 items-center justify-center rounded-small border border-current/25 px-1 text-xs"
        >
          {name}
        </span>
      ))}
    </kbd>
  );
}

// The parameters one question a screen, for a phone: what is asked, how far one is,
// and the ways back and on. Everything at once is a press away.
import { clsx } from "clsx";
import { type ReactNode, useRef, useState, useSyncExternalStore } from "react";
import { Button } from "@/ui/button";

const STORAGE_KEY = "towpath.panel.wizard";
const PHONE = "(width < 768px)";

export type Screen = {
  readonly title: string;
  readonly content: ReactNode;
  /** The title stands in the content already. */
  readonly isTitled?: boolean;
};

type Props = { screens: readonly Screen[]; onAll(): void; onDone(): void };

export function Wizard({ screens, onAll, onDone }: Props) {
  const [place, setPlace] = useState(0);
  const heading = useRef<HTMLHeadingElement>(null);
  // A choice may have taken later questions away.
  const index = Math.min(place, screens.length - 1);
  const screen = screens[index];
  const isLast = index === screens.length - 1;
  const go = (next: number) => {
    setPlace(next);
    // Whoever listens hears the next question.
    requestAnimationFrame(() => heading.current?.focus());
  };
  if (!screen) return null;
  return (
    <section
      data-wizard=""
      aria-label="One question at a time"
      className="flex min-h-full flex-col gap-5"
    >
      <div>
        <div className="flex items-baseline justify-between text-xs text-ink-soft">
          <span role="status">
            Question {index + 1} of {screens.length}
          </span>
          <button
            type="button"
            onClick={onAll}
            className="min-h-6 font-medium text-accent hover:underline"
          >
            Everything at once
          </button>
        </div>
        <div aria-hidden="true" className="mt-2 h-1 overflow-hidden rounded-full bg-neutral-soft">
          <div
            style={{ width: `${((index + 1) / screens.length) * 100}%` }}
            className="h-full rounded-full bg-accent transition-[width]"
          />
        </div>
      </div>
      <h3
        ref={heading}
        tabIndex={-1}
        className={clsx("text-xl font-semibold outline-none", screen.isTitled && "sr-only")}
      >
        {screen.title}
      </h3>
      <div key={screen.title} className="flex-1 animate-appear">
        {screen.content}
      </div>
      <div className="sticky bottom-0 -mx-5 flex gap-3 border-t border-line bg-surface px-5 py-3">
        <Button
          className="flex-1 justify-center"
          disabled={index === 0}
          onClick={() => go(index - 1)}
        >
          Back
        </Button>
        <Button
          variant="primary"
          className="flex-1 justify-center"
          onClick={() => (isLast ? onDone() : go(index + 1))}
        >
          {isLast ? "Done" : "Next"}
        </Button>
      </div>
    </section>
  );
}

/** Whether questions are asked one by one: on a phone, unless somebody wanted them all. */
export function useWizard(): [boolean, (isWizard: boolean) => void] {
  const isPhone = useIsPhone();
  const [isWanted, setWanted] = useState(stored);
  const set = (next: boolean) => {
    setWanted(next);
    try {
      localStorage.setItem(STORAGE_KEY, String(next));
    } catch {
      // A browser without storage keeps it until the page is left.
    }
  };
  return [isPhone && isWanted, set];
}

export function useIsPhone(): boolean {
  return useSyncExternalStore(onChange, () => matchMedia(PHONE).matches);
}

function onChange(listener: () => void): () => void {
  const query = matchMedia(PHONE);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

function stored(): boolean {
  try {
    return localStorage.getItem(STORAGE_KEY) !== "false";
  } catch {
    return true;
  }
}

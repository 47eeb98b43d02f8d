// Three steps around the editor, for who wants them: what is where, and the keys.
import { useEffect, useLayoutEffect, useState } from "react";
import { Button } from "@/ui/button";
import { useOpenWhileDrawn } from "@/ui/dialog";
import { Kbd } from "@/ui/kbd";

type Step = { readonly target: string; readonly title: string; readonly text: React.ReactNode };

const STEPS: readonly Step[] = [
  {
    target: "[aria-label='Nodes to add']",
    title: "Take what you need",
    text: (
      <>
        Drag a node onto the canvas, or press it. <Kbd keys="n" /> finds one by a few letters,
        wherever you are. Loops and other boxes hold nodes: drop them in.
      </>
    ),
  },
  {
    target: ".flow-canvas",
    title: "Lead one to the next",
    text: (
      <>
        Draw arrows from port to port. Without a mouse the arrow keys walk along the flow, and{" "}
        <Kbd keys="c" /> connects. Everything can be undone.
      </>
    ),
  },
  {
    target: "header:has([aria-label='All flows'])",
    title: "Try it, then publish",
    text: (
      <>
        Your draft saves itself. Run tries it out, Publish makes it live. <Kbd keys="?" /> lists
        every shortcut.
      </>
    ),
  },
];

const GAP = 12;

export function Tour({ onClose }: { onClose(): void }) {
  const [element, setElement] = useState<HTMLDialogElement | null>(null);
  const [place, setPlace] = useState(0);
  const step = STEPS[place];
  useOpenWhileDrawn(element);
  const box = useBoxOf(step?.target);
  if (!step) return null;
  const isLast = place === STEPS.length - 1;
  return (
    <dialog
      ref={setElement}
      aria-label="A look around"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className="m-0 h-dvh max-h-none w-dvw max-w-none bg-transparent backdrop:bg-transparent"
    >
      {box && (
        <div
          aria-hidden="true"
          style={{ left: box.left, top: box.top, width: box.width, height: box.height }}
          className="tour-light fixed rounded-card outline-2 outline-accent"
        />
      )}
      <section
        aria-labelledby="tour-title"
        style={cardPlace(box)}
        className="fixed w-88 max-w-[calc(100vw-2rem)] animate-rise rounded-card border border-line bg-raised p-5 shadow-float"
      >
        <p role="status" className="text-xs text-ink-soft">
          Step {place + 1} of {STEPS.length}
        </p>
        <h2 id="tour-title" className="mt-1 text-lg font-semibold">
          {step.title}
        </h2>
        <p className="mt-1 text-sm leading-6 text-ink-soft">{step.text}</p>
        <div className="mt-4 flex justify-between gap-2">
          <Button size="small" variant="quiet" onClick={onClose}>
            {isLast ? "Close" : "Skip"}
          </Button>
          <span className="flex gap-2">
            <Button size="small" disabled={place === 0} onClick={() => setPlace(place - 1)}>
              Back
            </Button>
            <Button
              size="small"
              variant="primary"
              autoFocus
              onClick={() => (isLast ? onClose() : setPlace(place + 1))}
            >
              {isLast ? "Done" : "Next"}
            </Button>
          </span>
        </div>
      </section>
    </dialog>
  );
}

/** Where what a step is about stands on the page; undefined if it is not there. */
function useBoxOf(target: string | undefined): DOMRect | undefined {
  const [box, setBox] = useState<DOMRect>();
  const measure = () => {
    const found = target === undefined ? null : document.querySelector(target);
    setBox(found?.checkVisibility() ? found.getBoundingClientRect() : undefined);
  };
  useLayoutEffect(measure, [target]);
  useEffect(() => {
    addEventListener("resize", measure);
    return () => removeEventListener("resize", measure);
  });
  return box;
}

/** Beside what the step is about if there is room, else over its middle. */
function cardPlace(box: DOMRect | undefined): React.CSSProperties {
  if (!box) return { left: "50%", top: "50%", translate: "-50% -50%" };
  const isTall = box.height > innerHeight / 2;
  const isWide = box.width > innerWidth / 2;
  if (isTall && isWide) return { left: "50%", top: "50%", translate: "-50% -50%" };
  if (isTall) return { left: box.right + GAP, top: Math.max(box.top + 24, GAP) };
  return { right: 24, top: box.bottom + GAP };
}

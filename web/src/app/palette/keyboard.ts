// Turns key presses into actions: `mod+k` at once, `g f` one after the other.
import { useEffect } from "react";
import { type Action, allActions } from "@/lib/actions";
import { isTyping, pressOf } from "@/lib/shortcut";
import { takeEarlyKeys, useOverlay } from "../shell/overlay";

/** The element id of the palette: while it is open but not there, it is being loaded. */
export const PALETTE_ID = "command-palette";
const SEQUENCE_MS = 1_000;

/** What the presses so far and this one amount to. */
export type Reading = { action: Action } | { pending: string } | undefined;

export function read(actions: readonly Action[], pending: string, press: string): Reading {
  const bound = actions.filter(({ shortcut, keysElsewhere }) => shortcut && !keysElsewhere);
  const sequence = pending ? `${pending} ${press}` : press;
  const action =
    bound.find(({ shortcut }) => shortcut === sequence) ??
    bound.find(({ shortcut }) => shortcut === press);
  if (action) return { action };
  const begins = bound.some(({ shortcut }) => shortcut?.startsWith(`${press} `));
  return begins ? { pending: press } : undefined;
}

/** Listens on the whole page. Keys that go into a text, or were taken, stay there. */
export function useKeyboard(): void {
  useEffect(() => {
    let pending = "";
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onKeyDown = (event: KeyboardEvent, isEarly = false) => {
      const press = pressOf(event);
      if ((event.defaultPrevented && !isEarly) || event.isComposing) return;
      if (isPaletteOnItsWay() && event.key.length === 1 && !press.startsWith("mod+")) {
        event.preventDefault();
        typedForPalette += event.key;
        return;
      }
      if (isTyping(event.target) && !press.startsWith("mod+")) return;
      const reading = read(allActions(), pending, press);
      clearTimeout(timer);
      pending = "";
      if (!reading) return;
      if ("action" in reading) {
        event.preventDefault();
        reading.action.perform();
        return;
      }
      pending = reading.pending;
      timer = setTimeout(() => {
        pending = "";
      }, SEQUENCE_MS);
    };
    const listen = (event: KeyboardEvent) => onKeyDown(event);
    for (const event of takeEarlyKeys()) onKeyDown(event, true);
    window.addEventListener("keydown", listen);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("keydown", listen);
    };
  }, []);
}

/** What was typed between the opening of the palette and its being drawn. */
let typedForPalette = "";

export function takeTyped(): string {
  const typed = typedForPalette;
  typedForPalette = "";
  return typed;
}

function isPaletteOnItsWay(): boolean {
  return (
    useOverlay.getState().open === "palette" && document.querySelector(`#${PALETTE_ID}`) === null
  );
}

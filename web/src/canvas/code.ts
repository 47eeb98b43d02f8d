// The code of the canvas, fetched when something is to be drawn: a phone begins with lists
// and may never need it.
import { useEffect, useState } from "react";

type CanvasCode = typeof import("./drawn");

let code: CanvasCode | undefined;
let loading: Promise<CanvasCode> | undefined;

/** Fetches it, once; again after it could not be had. */
export function loadCanvas(): Promise<CanvasCode> {
  loading ??= import("./drawn").then(
    (loaded) => {
      code = loaded;
      return loaded;
    },
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

/** On a wide page something is always drawn: its code comes along with that of the page. */
export function loadCanvasUnless(query: string): Promise<unknown> {
  return matchMedia(query).matches ? Promise.resolve() : loadCanvas();
}

/**
 * The code of the canvas, undefined while it is on its way. Not `lazy`: React would hold it
 * back for 300 ms though it is there.
 */
export function useCanvasCode(): CanvasCode | undefined {
  const [loaded, setLoaded] = useState(code);
  const [failure, setFailure] = useState<Error>();
  useEffect(() => {
    if (loaded) return;
    let isHere = true;
    loadCanvas().then(
      (drawn) => isHere && setLoaded(drawn),
      (error: Error) => isHere && setFailure(error),
    );
    return () => {
      isHere = false;
    };
  }, [loaded]);
  // Told by the page as any other code that could not be fetched.
  if (failure) throw failure;
  return loaded;
}

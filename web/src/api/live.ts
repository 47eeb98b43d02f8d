// What happens in a workspace as it happens: one event stream for each filter,
// closed when nobody looks. A stream that broke, or fell behind, is told apart
// from one that is current: the listener then reads everything again.

import { useEffect, useEffectEvent } from "react";
import type { EdgeEvent, RunEvent, StepEvent } from "./types";
import { inWorkspace } from "./workspace";

export type LiveFilter = { flow?: string | undefined; run?: string | undefined };
export type LiveListener = {
  onRun?(event: RunEvent): void;
  onStep?(event: StepEvent): void;
  onEdge?(event: EdgeEvent): void;
  /** From now on nothing is missed; what was read before may be old already. */
  onOpen?(): void;
  /** Events may be missing: read again what is shown. */
  onLag?(): void;
};

const RETRY_FIRST_MS = 1_000;
const RETRY_LAST_MS = 30_000;

type Stream = { readonly listeners: Set<LiveListener>; close(): void };

/** The open streams by address: a browser has few connections to give away. */
const streams = new Map<string, Stream>();

/** Listens until the returned function is called. */
export function listenLive(workspace: string, filter: LiveFilter, listener: LiveListener) {
  const url = liveUrl(workspace, filter);
  const stream = streams.get(url) ?? openStream(url);
  streams.set(url, stream);
  stream.listeners.add(listener);
  return () => {
    stream.listeners.delete(listener);
    if (stream.listeners.size > 0) return;
    stream.close();
    if (streams.get(url) === stream) streams.delete(url);
  };
}

function openStream(url: string): Stream {
  const listeners = new Set<LiveListener>();
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  const tell = (told: (listener: LiveListener) => void) => [...listeners].forEach(told);

  const connect = () => {
    const stream = new EventSource(url);
    source = stream;
    stream.onopen = () => {
      tell((listener) => (failures > 0 ? listener.onLag?.() : listener.onOpen?.()));
      failures = 0;
    };
    stream.addEventListener("run", ({ data }) => {
      const event: RunEvent = JSON.parse(data);
      tell((listener) => listener.onRun?.(event));
    });
    stream.addEventListener("step", ({ data }) => {
      const event: StepEvent = JSON.parse(data);
      tell((listener) => listener.onStep?.(event));
    });
    stream.addEventListener("edge", ({ data }) => {
      const event: EdgeEvent = JSON.parse(data);
      tell((listener) => listener.onEdge?.(event));
    });
    stream.addEventListener("lag", () => tell((listener) => listener.onLag?.()));
    stream.onerror = () => {
      // The browser's own retry neither waits longer nor comes back after a
      // refusal, so the stream is opened anew.
      stream.close();
      timer = setTimeout(connect, Math.min(RETRY_FIRST_MS * 2 ** failures, RETRY_LAST_MS));
      failures += 1;
    };
  };

  connect();
  return {
    listeners,
    close: () => {
      clearTimeout(timer);
      source?.close();
    },
  };
}

/** Listens while the component is on the page. */
export function useLive(workspace: string, filter: LiveFilter, listener: LiveListener): void {
  const onRun = useEffectEvent((event: RunEvent) => listener.onRun?.(event));
  const onStep = useEffectEvent((event: StepEvent) => listener.onStep?.(event));
  const onEdge = useEffectEvent((event: EdgeEvent) => listener.onEdge?.(event));
  const onOpen = useEffectEvent(() => listener.onOpen?.());
  const onLag = useEffectEvent(() => listener.onLag?.());
  const { flow, run } = filter;
  useEffect(
    () => listenLive(workspace, { flow, run }, { onRun, onStep, onEdge, onOpen, onLag }),
    [workspace, flow, run],
  );
}

function liveUrl(workspace: string, filter: LiveFilter): string {
  const query = new URLSearchParams();
  if (filter.flow) query.set("flow", filter.flow);
  if (filter.run) query.set("run", filter.run);
  const search = query.size > 0 ? `?${query}` : "";
  return `/api/v1${inWorkspace(workspace, "/live")}${search}`;
}

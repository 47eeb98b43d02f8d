// Points in time and lengths of time.
import { useEffect, useState } from "react";
import { duration, fullTime, relativeTime, relativeTimeLasts_ms } from "@/lib/format";

/** `3 minutes ago`, kept current, with the full time on hover. */
export function RelativeTime({ at, className }: { at: number; className?: string }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setTimeout(() => setNow(Date.now()), relativeTimeLasts_ms(at, now));
    return () => clearTimeout(timer);
  }, [at, now]);
  return (
    <time dateTime={new Date(at).toISOString()} title={fullTime(at)} className={className}>
      {relativeTime(at, now)}
    </time>
  );
}

/** A length of time, or how long something has been going on since `since`. */
export function Duration(props: { ms: number } | { since: number }) {
  if ("ms" in props) return <span className="tabular-nums">{duration(props.ms)}</span>;
  return <RunningDuration since={props.since} />;
}

const TICK_MS = 1_000;

function RunningDuration({ since }: { since: number }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const seconds_ms = Math.max(0, Math.floor((now - since) / TICK_MS) * TICK_MS);
  return (
    <span className="tabular-nums">{seconds_ms < TICK_MS ? "< 1 s" : duration(seconds_ms)}</span>
  );
}

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { listenLive } from "./live";

class FakeEventSource extends EventTarget {
  static opened: FakeEventSource[] = [];
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  closed = false;
  readonly url: string;

  constructor(url: string) {
    super();
    this.url = url;
    FakeEventSource.opened.push(this);
  }
  close() {
    this.closed = true;
  }
  send(type: string, data: unknown) {
    this.dispatchEvent(Object.assign(new Event(type), { data: JSON.stringify(data) }));
  }
}

const last = () => FakeEventSource.opened.at(-1) as FakeEventSource;

beforeEach(() => {
  FakeEventSource.opened = [];
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", FakeEventSource);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("events reach their listeners, and the filter is in the address", () => {
  const onRun = vi.fn();
  const onLag = vi.fn();
  const leave = listenLive("ws_1", { flow: "flow_1" }, { onRun, onLag });
  expect(last().url).toBe("/api/v1/workspaces/ws_1/live?flow=flow_1");
  last().send("run", { run: "run_1", status: "running" });
  expect(onRun).toHaveBeenCalledWith({ run: "run_1", status: "running" });
  last().send("lag", {});
  expect(onLag).toHaveBeenCalledOnce();
  leave();
});

test("a broken stream is opened anew, ever later, and then counts as lagging", () => {
  const onLag = vi.fn();
  const leave = listenLive("ws_1", {}, { onLag });
  last().onopen?.();
  expect(onLag).not.toHaveBeenCalled();

  last().onerror?.();
  vi.advanceTimersByTime(999);
  expect(FakeEventSource.opened).toHaveLength(1);
  vi.advanceTimersByTime(1);
  expect(FakeEventSource.opened).toHaveLength(2);

  last().onerror?.();
  vi.advanceTimersByTime(1_999);
  expect(FakeEventSource.opened).toHaveLength(2);
  vi.advanceTimersByTime(1);
  last().onopen?.();
  expect(onLag).toHaveBeenCalledOnce();
  leave();
});

test("after leaving, nothing is opened any more", () => {
  const leave = listenLive("ws_1", {}, {});
  last().onerror?.();
  leave();
  vi.advanceTimersByTime(60_000);
  expect(FakeEventSource.opened).toHaveLength(1);
  expect(last().closed).toBe(true);
});

test("listeners of the same share one stream, which the last one closes", () => {
  const [one, other] = [vi.fn(), vi.fn()];
  const leaveOne = listenLive("ws_1", { run: "run_1" }, { onRun: one });
  const leaveOther = listenLive("ws_1", { run: "run_1" }, { onRun: other });
  expect(FakeEventSource.opened).toHaveLength(1);
  last().send("run", { run: "run_1" });
  leaveOne();
  last().send("run", { run: "run_1" });
  expect([one.mock.calls.length, other.mock.calls.length]).toEqual([1, 2]);
  expect(last().closed).toBe(false);
  leaveOther();
  expect(last().closed).toBe(true);
});

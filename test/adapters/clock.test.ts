import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createClock } from "../../src/adapters/clock.js";
import { later } from "../../src/model/instant.js";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2026-11-22T10:00:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

const DAY = 86_400;

it("wakes once, at the instant, also when it is further away than a timer reaches", () => {
  const clock = createClock();
  const run = vi.fn();
  clock.wakeAt(later(clock.now(), 60 * DAY), run);
  vi.advanceTimersByTime((60 * DAY - 1) * 1000);
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1000);
  vi.advanceTimersByTime(DAY * 1000);
  expect(run).toHaveBeenCalledTimes(1);
});

it("wakes within a minute where the machine's clock was moved past the instant", () => {
  const clock = createClock();
  const run = vi.fn();
  clock.wakeAt(later(clock.now(), DAY), run);
  vi.setSystemTime(Date.parse("2026-11-30T10:00:00Z"));
  vi.advanceTimersByTime(60_000);
  expect(run).toHaveBeenCalledTimes(1);
});

it("wakes after the time that was left where the machine's clock was set back since", () => {
  const clock = createClock();
  const run = vi.fn();
  clock.wakeAt(later(clock.now(), 30), run);
  vi.setSystemTime(Date.parse("2026-11-22T04:00:00Z"));
  vi.advanceTimersByTime(30_000);
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1000);
  expect(run).toHaveBeenCalledTimes(1);
});

it("wakes soon for an instant that has passed, and never when it was cancelled", () => {
  const clock = createClock();
  const passed = vi.fn();
  const cancelled = vi.fn();
  clock.wakeAt(later(clock.now(), -DAY), passed);
  clock.wakeAt(later(clock.now(), 1), cancelled)();
  expect(passed).not.toHaveBeenCalled();
  vi.advanceTimersByTime(DAY * 1000);
  expect(passed).toHaveBeenCalledTimes(1);
  expect(cancelled).not.toHaveBeenCalled();
});

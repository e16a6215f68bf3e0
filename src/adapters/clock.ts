import { type Instant, instantOf } from "../model/instant.js";
import type { Clock } from "../ports/clock.js";

/** No timer is longer than this, in milliseconds: when the machine's clock is set, or it slept, the wake-up is a minute late at most. */
const LONGEST = 60_000;

/** By how many milliseconds it must have been set back for what has passed to count: two clocks of one machine differ a little. */
const SET_BACK = 1000;

/** The machine's clock. A waiting timer does not keep the process alive. */
export function createClock(): Clock {
  return { now, wakeAt };
}

function now(): Instant {
  return instantOf(Date.now());
}

function wakeAt(instant: Instant, run: () => void): () => void {
  const begun = performance.now();
  const distance = instant - Date.now();
  let timer: NodeJS.Timeout;

  /** Milliseconds, by the clock; where it was set back since, by what has passed. */
  function left(): number {
    return Math.min(instant - Date.now(), distance + SET_BACK - (performance.now() - begun));
  }

  function wait(): void {
    timer = setTimeout(look, Math.max(0, Math.min(LONGEST, left())));
    timer.unref();
  }

  function look(): void {
    if (left() <= 0) run();
    else wait();
  }

  wait();
  return () => clearTimeout(timer);
}

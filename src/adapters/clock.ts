import { type Instant, instantOf } from "../model/instant.js";
import type { Clock } from "../ports/clock.js";

/** No timer is longer than this, in milliseconds: when the machine's clock is set, or it slept, the wake-up is a minute late at most. */
const LONGEST = 60_000;

/** The machine's clock. A waiting timer does not keep the process alive. */
export function createClock(): Clock {
  return { now, wakeAt };
}

function now(): Instant {
  return instantOf(Date.now());
}

function wakeAt(instant: Instant, run: () => void): () => void {
  let timer: NodeJS.Timeout;

  function wait(): void {
    const left = instant - Date.now();
    timer = setTimeout(left <= 0 ? run : wait, Math.max(0, Math.min(LONGEST, left)));
    timer.unref();
  }

  wait();
  return () => clearTimeout(timer);
}

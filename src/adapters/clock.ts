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
    timer = setTimeout(look, Math.max(0, Math.min(LONGEST, instant - Date.now())));
    timer.unref();
  }

  function look(): void {
    if (Date.now() >= instant) run();
    else wait();
  }

  wait();
  return () => clearTimeout(timer);
}

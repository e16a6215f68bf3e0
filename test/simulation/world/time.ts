import { type Instant, instantOf } from "../../../src/model/instant.js";
import type { Clock } from "../../../src/ports/clock.js";

interface Timer {
  readonly clock: MachineClock;
  readonly at: Instant;
  readonly run: () => void;
}

/** One machine's clock: so many milliseconds ahead of the true time. */
export interface MachineClock extends Clock {
  offset: number;
}

/** The one true time, by which the forge and the providers go, and the timers of every machine. */
export interface Time {
  now(): Instant;
  machine(): MachineClock;
  /** The true moment at which the next timer is due. */
  nextTimer(): Instant | undefined;
  /** Moves the time forward, and fires what has become due, in the order in which it is due. */
  moveTo(instant: Instant): void;
  /** Forgets the timers of a machine that was stopped. */
  forget(clock: MachineClock): void;
}

export function createTime(start: number): Time {
  let now = instantOf(start);
  let timers: readonly Timer[] = [];

  function dueOf({ at, clock }: Timer): Instant {
    return instantOf(at - clock.offset);
  }

  return {
    now: () => now,
    machine() {
      const clock: MachineClock = {
        offset: 0,
        now: () => instantOf(now + clock.offset),
        wakeAt(at, run) {
          const timer: Timer = { clock, at, run };
          timers = [...timers, timer];
          return () => {
            timers = timers.filter((one) => one !== timer);
          };
        },
      };
      return clock;
    },
    nextTimer() {
      let next: Instant | undefined;
      for (const timer of timers) {
        const due = dueOf(timer);
        if (next === undefined || due < next) next = due;
      }
      return next;
    },
    moveTo(instant) {
      if (instant > now) now = instant;
      const due = timers.filter((timer) => dueOf(timer) <= now).sort((one, other) => dueOf(one) - dueOf(other));
      timers = timers.filter((timer) => !due.includes(timer));
      for (const { run } of due) run();
    },
    forget(clock) {
      timers = timers.filter((timer) => timer.clock !== clock);
    },
  };
}

import type { Instant } from "../../src/model/instant.js";
import type { Clock } from "../../src/ports/clock.js";
import { NOW } from "../core/world.js";

/** A clock that stands still until it is moved. */
export interface MovingClock extends Clock {
  advance(milliseconds: number): void;
}

export function createMovingClock(): MovingClock {
  let now: number = NOW;
  const alarms = new Set<{ readonly at: number; readonly run: () => void }>();
  return {
    now: () => now as Instant,
    wakeAt(at, run) {
      const alarm = { at, run };
      alarms.add(alarm);
      return () => alarms.delete(alarm);
    },
    advance(milliseconds) {
      now += milliseconds;
      for (const alarm of [...alarms]) {
        if (alarm.at > now || !alarms.delete(alarm)) continue;
        alarm.run();
      }
    },
  };
}

/** Lets everything go on that waits for nothing but its turn. */
export async function turns(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
}

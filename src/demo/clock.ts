import { type Instant, instantOf } from "../model/instant.js";
import type { SandboxClock } from "../sandbox/clock.js";
import type { Clock } from "../wire.js";

/** The sandbox's clock as Curfew's own, perhaps some milliseconds ahead of it: moving it fires what is due. */
export function curfewClock(clock: SandboxClock, ahead = 0): Clock {
  const alarms = new Set<{ readonly at: Instant; readonly run: () => void }>();

  function ring(): void {
    for (const alarm of [...alarms]) {
      if (alarm.at > clock.now() + ahead) continue;
      alarms.delete(alarm);
      alarm.run();
    }
  }

  clock.onMove(ring);
  return {
    now: () => instantOf(Math.floor(clock.now() + ahead)),
    wakeAt(at, run) {
      const alarm = { at, run };
      alarms.add(alarm);
      // A running clock reaches the instant by itself; one that stands still is only ever moved there.
      const timer = setTimeout(ring, Math.min(2 ** 31 - 1, Math.max(0, at - clock.now() - ahead))).unref();
      return () => {
        clearTimeout(timer);
        alarms.delete(alarm);
      };
    },
  };
}

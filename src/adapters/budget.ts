import { type Instant, instantOf } from "../model/instant.js";
import type { Budget, Phase } from "../ports/budget.js";
import type { Clock } from "../ports/clock.js";

/**
 * Milliseconds in which a run of the App begins changes. What comes due while a run is under way waits until that is over,
 * with all that hangs in it, and until the next has judged: five thirds of it, within the minute that is promised. What
 * is not finished in one run goes on in the next.
 */
export const RUN_TIME = 33_000;

/**
 * Of the time of a run: what is left after judging is for what ends; what was begun is waited for a little longer, and
 * written down after that.
 */
const PARTS = { judge: 1 / 3, change: 1, wait: 7 / 6, record: 4 / 3 } as const satisfies Record<Phase, number>;

/** Milliseconds by which the clock must stand before the beginning of a run for it to have been set back. */
const SET_BACK = 1000;

/** Begins now. `stop` is told when the process is to end: what is under way is still waited for. */
export function createBudget(clock: Clock, milliseconds: number, stop: AbortSignal | undefined): Budget {
  const begun = clock.now();

  function end(phase: Phase): Instant {
    return instantOf(begun + Math.ceil(milliseconds * PARTS[phase]));
  }

  function stopped(): boolean {
    return stop?.aborted === true;
  }

  function over(phase: Phase): boolean {
    const now = clock.now();
    // Where it was set back nobody knows how long the run has taken: the next one has time again.
    return (isCutShort(phase) && stopped()) || now >= end(phase) || now < begun - SET_BACK;
  }

  function onOver(phase: Phase, run: () => void): () => void {
    if (over(phase)) {
      run();
      return () => undefined;
    }
    const cancel = () => {
      cancelTimer();
      stop?.removeEventListener("abort", once);
    };
    const once = () => {
      cancel();
      run();
    };
    const cancelTimer = clock.wakeAt(end(phase), once);
    if (isCutShort(phase)) stop?.addEventListener("abort", once);
    return cancel;
  }

  return { over, onOver, stopped };
}

/** Whoever stops the process waits for what was begun, and for its record. */
function isCutShort(phase: Phase): boolean {
  return phase === "judge" || phase === "change";
}

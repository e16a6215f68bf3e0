import { type Finding, finding } from "../model/finding.js";
import { type Instant, later } from "../model/instant.js";
import { Failure } from "../ports/failure.js";
import { askedOnce } from "./asked-once.js";
import type { Context } from "./context.js";
import { attempt, type Problem, problemOf } from "./failing.js";
import { inTime } from "./in-time.js";

/** Seconds. Beyond it we do not know what time it is: nothing is granted, and what ends is ended. */
const LIMIT = 30;

/** What our clock differs from the forge's, as its last answer told it. */
export function clockSkew({ forge }: Context): Finding | undefined {
  return skewFinding(Math.abs(forge.skew() ?? 0));
}

function skewFinding(difference: number): Finding | undefined {
  const seconds = Math.round(difference);
  return seconds > LIMIT ? finding("clock-skew", {}, { seconds, limit: LIMIT }) : undefined;
}

/** The time, asked for by the first who would act on it. */
export interface AskedTime {
  /** The same as the forge answers now: since it last did, our clock may have gone wrong, or may have been put right. */
  skew(): Promise<Finding | undefined>;
  /** What the forge said that it is; undefined where it was not asked, or did not say it. */
  said(): Instant | undefined;
  /** Throws a Failure where the forge was asked and could not answer: what our clock dates then may hide what others write. */
  mustBeKnown(): void;
}

export function askedTime(context: Context, now: Instant): AskedTime {
  let unanswered: Problem | undefined;
  let said: Instant | undefined;

  async function ask(): Promise<void> {
    try {
      said = await context.forge.askTime();
    } catch (error) {
      unanswered = problemOf(context, ASKING, error);
      throw error;
    }
  }

  return {
    skew: askedOnce(async () => {
      await attempt(context, ASKING, () => inTime(context, "judge", ASKING, ask));
      // The clock that the run's own time is from may have been put right since. Behind it is any run that takes its time.
      const ahead = (now - (said ?? now)) / 1000;
      return skewFinding(Math.max(Math.abs(context.forge.skew() ?? 0), ahead));
    }),
    said: () => said,
    mustBeKnown() {
      if (unanswered?.transient) throw new Failure(`nobody says what time it is: ${unanswered.error}`, unanswered);
    },
  };
}

const ASKING = "asking what time it is";

/**
 * What the record is dated by: the forge's time where the run's is far from it, since the clock was wrong when it began,
 * or since it began long ago. The ledger is read in the order of its dates, and what a clock ahead of the others wrote would
 * go on hiding what they write after it.
 */
export function recordTime({ forge }: Context, now: Instant, said?: Instant): Instant {
  const theirs = said ?? later(now, forge.skew() ?? 0);
  return Math.abs(theirs - now) > LIMIT * 1000 ? theirs : now;
}

import { type Finding, finding } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import { Failure } from "../ports/failure.js";
import { askedOnce } from "./asked-once.js";
import type { Context } from "./context.js";
import { attempt, type Problem, problemOf } from "./failing.js";
import { inTime } from "./in-time.js";

/** Seconds. Beyond it we do not know what time it is: nothing is granted, and what ends is ended. */
const LIMIT = 30;

/**
 * What our clock differs from the forge's, as its last answer told it; or what the run's own time is ahead of it: the
 * clock that said it may have been put right since. Behind it is any run that takes its time.
 */
export function clockSkew({ forge }: Context, now: Instant): Finding | undefined {
  const ahead = (now - (forge.now() ?? now)) / 1000;
  const seconds = Math.round(Math.max(Math.abs(forge.skew() ?? 0), ahead));
  return seconds > LIMIT ? finding("clock-skew", {}, { seconds, limit: LIMIT }) : undefined;
}

/** The time, asked for by the first who would act on it. */
export interface AskedTime {
  /** The same as the forge answers now: since it last did, our clock may have gone wrong, or may have been put right. */
  skew(): Promise<Finding | undefined>;
  /** Throws a Failure where the forge was asked and could not answer: what our clock dates then may hide what others write. */
  mustBeKnown(): void;
}

export function askedTime(context: Context, now: Instant): AskedTime {
  let unanswered: Problem | undefined;

  async function ask(): Promise<void> {
    try {
      await context.forge.askTime();
    } catch (error) {
      unanswered = problemOf(context, ASKING, error);
      throw error;
    }
  }

  return {
    skew: askedOnce(async () => {
      await attempt(context, ASKING, () => inTime(context, "judge", ASKING, ask));
      return clockSkew(context, now);
    }),
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
export function recordTime({ forge }: Context, now: Instant): Instant {
  const theirs = forge.now() ?? now;
  return Math.abs(theirs - now) > LIMIT * 1000 ? theirs : now;
}

import type { Budget, Phase } from "../ports/budget.js";
import { Failure } from "../ports/failure.js";
import type { Context } from "./context.js";
import { attempt, type Problem } from "./failing.js";

/**
 * What the work comes to while the run has time for it; then a Failure that may pass. What was begun is not cut off: what
 * becomes of it, the next run sees.
 */
export async function inTime<Value>(
  { budget }: Pick<Context, "budget">,
  phase: Phase,
  doing: string,
  work: () => Promise<Value>,
): Promise<Value> {
  if (budget.over(phase)) throw late(budget, doing);
  let cancel = (): void => undefined;
  const over = new Promise<never>((_, reject) => {
    cancel = budget.onOver(phase, () => reject(late(budget, doing)));
  });
  try {
    return await Promise.race([work(), over]);
  } finally {
    cancel();
  }
}

/** Does what is not to stop the rest, nor to hold it up; undefined where it worked. */
export async function attemptInTime(
  context: Pick<Context, "budget" | "log">,
  phase: Phase,
  doing: string,
  work: () => Promise<unknown>,
): Promise<Problem | undefined> {
  return attempt(context, doing, () => inTime(context, phase, doing, work));
}

function late(budget: Budget, doing: string): Failure {
  const because = budget.stopped() ? "the process was told to stop" : "the time of the run was over";
  return new Failure(`${doing}: ${because}`, { transient: true });
}

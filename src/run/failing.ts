import { Failure, HistoryTooShort } from "../ports/failure.js";
import type { Context } from "./context.js";

/** Something that did not work and is not to stop the rest. */
export interface Problem {
  /** One line for people. */
  readonly error: string;
  readonly transient: boolean;
  /** Where that is why: asking again helps only once the clone was deepened. */
  readonly short?: HistoryTooShort;
}

/** What was thrown, for people. What is no Failure is a bug of ours: the log has it, and the rest goes on. */
export function problemOf({ log }: Pick<Context, "log">, doing: string, thrown: unknown): Problem {
  if (thrown instanceof HistoryTooShort) return { error: thrown.message, transient: false, short: thrown };
  if (thrown instanceof Failure) return { error: thrown.message, transient: thrown.transient };
  log.error("bug", { doing, error: thrown });
  return { error: `a bug in ${doing}`, transient: false };
}

/** Does what is not to stop the rest; undefined where it worked. */
export async function attempt(
  context: Pick<Context, "log">,
  doing: string,
  work: () => Promise<unknown>,
): Promise<Problem | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return problemOf(context, doing, error);
  }
}

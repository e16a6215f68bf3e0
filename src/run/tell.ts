import { Failure } from "../ports/failure.js";
import type { Context } from "./context.js";

/** What the forge will not take, since the conversation is locked, holds up no judgement: the check says the same. */
export async function tell({ log }: Context, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Failure) || error.transient) throw error;
    log.warn("not told", { error });
  }
}

import { furtherLines } from "../core/further-lines.js";
import { neededIntents } from "../core/intents.js";
import { placeOf } from "../model/place.js";
import type { Context } from "./context.js";
import { attemptInTime } from "./in-time.js";
import type { ObservedSystem } from "./prepare-system.js";
import type { Survey } from "./survey.js";

/**
 * Writes down what is about to be given in a system. A run that is stopped before it has recorded what it gave, a request
 * that leaves the branch before the next one, and a system that leaves the folder with it, would leave nothing by which
 * anybody could learn of it. Where that cannot be written in time, it is given all the same: what is given says itself
 * whose it is, and whoever waits for it at 3 a.m. does not wait for the ledger.
 */
export async function writeIntents(
  context: Context,
  { system, plan }: Pick<ObservedSystem, "system" | "plan">,
  { now, head, all, early }: Pick<Survey, "now" | "head" | "all" | "early">,
): Promise<void> {
  const place = placeOf(system);
  const known = furtherLines(all, early.written());
  const lines = neededIntents({ lines: known, judged: head.judged, place, changes: plan.changes, now });
  if (lines.length === 0) return;
  const unwritten = await attemptInTime(context, "judge", "writing the ledger", () => early.write(lines));
  if (unwritten) context.log.warn("intents-unwritten", { system: system.name, ...unwritten });
}

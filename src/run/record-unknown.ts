import { pairOf } from "../model/binding.js";
import type { ReceiptLine } from "../model/ledger-line.js";
import type { Context } from "./context.js";
import { attemptInTime } from "./in-time.js";
import type { Preparation } from "./prepare-system.js";
import type { Survey } from "./survey.js";

/**
 * Writes down what is held and unknown to the ledger before it is taken away: a run that is stopped in between would leave
 * nothing by which anybody could learn of it. Where that cannot be written, it is taken away all the same.
 */
export async function recordUnknown(
  context: Context,
  { system, missing }: Preparation,
  { now, early }: Pick<Survey, "now" | "early">,
): Promise<void> {
  const changes = system.kind === "observed" ? system.plan.changes : [];
  const ending = new Set(changes.flatMap((change) => (change.action === "revoke" ? [pairOf(change.held)] : [])));
  const unknown = missing.filter((receipt) => receipt.action !== "revoke" && ending.has(pairOf(receipt)));
  if (unknown.length === 0) return;
  const lines = unknown.map((receipt): ReceiptLine => ({ kind: "receipt", at: now, ...receipt }));
  await attemptInTime(context, "judge", "writing the ledger", () => early.write(lines));
}

import { isError } from "../../model/finding.js";
import { findingLine } from "../../render/findings.js";
import { receiptsText } from "../../render/receipts.js";
import { reconcile } from "../../run/reconcile.js";
import { connectUntil } from "../connect.js";
import { type Ending, end } from "../ending.js";
import type { Shared } from "../main.js";
import { stopOnSignals } from "../signals.js";

/** A signal lets it finish the changes that are under way and write them down; a second one ends it at once. */
export async function apply(shared: Shared, options: { readonly allowMassRevoke?: boolean }): Promise<Ending> {
  const stop = stopOnSignals();
  const { context, now } = await connectUntil(stop, shared);
  const { receipts, overdue, findings } = await reconcile(context, now, {
    allowMassRevoke: options.allowMassRevoke === true,
  });
  const done = receipts.length === 0 ? "Nothing to change." : receiptsText(receipts);
  const text = [...findings.map(findingLine), done].join("\n");
  const ending = end(shared.json === true, { receipts, overdue, findings }, text, !findings.some(isError));
  return { ...ending, exit: stop.exit() ?? ending.exit };
}

import { isError } from "../../model/finding.js";
import { findingLine } from "../../render/findings.js";
import { receiptsText } from "../../render/receipts.js";
import { figuresOf } from "../../run/figures.js";
import { reconcile } from "../../run/reconcile.js";
import { connectUntil } from "../connect.js";
import { type Ending, end } from "../ending.js";
import type { Shared } from "../main.js";
import { metricsFile } from "../metrics-file.js";
import { exitOfSignal, stopOnSignals } from "../signals.js";

/** A signal lets it finish the changes that are under way and write them down; a second one ends it at once. */
export async function apply(
  shared: Shared,
  options: { readonly allowMassRevoke?: boolean; readonly metrics?: string },
): Promise<Ending> {
  const stop = stopOnSignals();
  const measured = await metricsFile(options.metrics);
  const { context, now } = await connectUntil(stop, shared, measured.metrics);
  const run = await reconcile(context, now, { allowMassRevoke: options.allowMassRevoke === true });
  const { receipts, overdue, findings } = run;
  measured.metrics.ran(context.forge.repository, figuresOf(run));
  await measured.write();
  const done = receipts.length === 0 ? "Nothing to change." : receiptsText(receipts);
  const text = [...findings.map(findingLine), done].join("\n");
  const ending = end(shared.json === true, { receipts, overdue, findings }, text, !findings.some(isError));
  return { ...ending, exit: exitOfSignal() ?? ending.exit };
}

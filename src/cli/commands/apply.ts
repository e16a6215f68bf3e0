import { isError } from "../../model/finding.js";
import { findingLine } from "../../render/findings.js";
import { receiptsText } from "../../render/receipts.js";
import { reconcile } from "../../run/reconcile.js";
import { connectHere } from "../connect.js";
import { type Ending, end } from "../ending.js";
import type { Shared } from "../main.js";

export async function apply(shared: Shared, options: { readonly allowMassRevoke?: boolean }): Promise<Ending> {
  const { context, now } = await connectHere(shared);
  const { receipts, findings } = await reconcile(context, now, {
    allowMassRevoke: options.allowMassRevoke === true,
  });
  const done = receipts.length === 0 ? "Nothing to change." : receiptsText(receipts);
  const text = [...findings.map(findingLine), done].join("\n");
  return end(shared.json === true, { receipts, findings }, text, !findings.some(isError));
}

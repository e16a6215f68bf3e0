import type { EndedRequest } from "../model/desire.js";
import { type Finding, isError } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import type { LedgerLine } from "../model/ledger-line.js";
import type { Receipt } from "../model/receipt.js";
import { reconcileCheck } from "../render/findings-check.js";
import { announce } from "./announce.js";
import { applyPlans } from "./apply-plans.js";
import type { Context } from "./context.js";
import { type Prepared, prepare } from "./prepare.js";
import { checkOf } from "./publish-view.js";

/** The check on commits of the default branch that stand for something wrong. */
export const RECONCILE_CHECK = "curfew reconcile";

export interface Reconciliation extends Prepared {
  readonly receipts: readonly Receipt[];
  /** Whether something failed that may succeed soon. */
  readonly retry: boolean;
  readonly ended: readonly EndedRequest[];
  readonly next: Instant | undefined;
  readonly findings: readonly Finding[];
}

/**
 * Makes what is held what git says should be held: judges what was merged, plans, applies, records, and tells the pull
 * requests. The ledger is written before anybody is told, so that a record never waits for a comment.
 */
export async function reconcile(
  context: Context,
  now: Instant,
  options: { readonly allowMassRevoke: boolean } = { allowMassRevoke: false },
): Promise<Reconciliation> {
  const prepared = await prepare(context, now, options);
  const applied = await applyPlans(context, prepared.systems);
  const lines: readonly LedgerLine[] = [
    ...prepared.head.judged,
    ...[...prepared.missing, ...applied.receipts].map((receipt) => ({ kind: "receipt" as const, at: now, ...receipt })),
  ].filter((line) => isNews(line, prepared.lines));
  await context.ledger.append(lines, now);
  const findings = [...prepared.findings, ...applied.findings];
  await alert(context, prepared.head.commit, findings);
  await announce(context, { prepared, lines, now });
  return {
    ...prepared,
    receipts: applied.receipts,
    findings,
    retry: prepared.systems.some((system) => system.kind === "unobserved" && system.transient) || applied.retry,
    ended: prepared.desire.ended,
    next: prepared.desire.next,
  };
}

/** What is wrong stands at the commit that it was found on, where whoever pushed it looks. */
async function alert(context: Context, commit: string, findings: readonly Finding[]): Promise<void> {
  for (const found of findings) context.log[isError(found) ? "error" : "warn"](found.code, { ...found });
  if (!findings.some(isError)) return;
  await context.forge.publishCheck(RECONCILE_CHECK, commit, checkOf("failure", reconcileCheck(findings), findings));
}

/** A failure that repeats is one line of the ledger, however often it is tried. */
function isNews(line: LedgerLine, before: readonly LedgerLine[]): boolean {
  if (line.kind !== "receipt" || line.result.outcome !== "failed") return true;
  const last = before.findLast((one) => one.kind === "receipt" && one.who === line.who && one.what === line.what);
  return !(
    last?.kind === "receipt" &&
    last.action === line.action &&
    last.result.outcome === "failed" &&
    last.result.error === line.result.error
  );
}

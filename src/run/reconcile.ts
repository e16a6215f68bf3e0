import { openEmergencies } from "../core/emergencies.js";
import { pairOf } from "../model/binding.js";
import type { EndedRequest } from "../model/desire.js";
import { type Finding, finding, isError } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import type { LedgerLine, ReceiptLine } from "../model/ledger-line.js";
import type { Receipt } from "../model/receipt.js";
import { reconcileCheck } from "../render/findings-check.js";
import { type Announced, announce } from "./announce.js";
import { applyPlans } from "./apply-plans.js";
import { awaitGrants } from "./await-grants.js";
import type { Context } from "./context.js";
import { attempt } from "./failing.js";
import { followEmergencies } from "./follow-emergencies.js";
import { type Prepared, prepare } from "./prepare.js";
import { checkOf } from "./publish-view.js";
import { reportHeldBack } from "./report-held-back.js";

/** The check on commits of the default branch that stand for something wrong. */
export const RECONCILE_CHECK = "curfew reconcile";

export interface Reconciliation extends Prepared {
  readonly receipts: readonly Receipt[];
  readonly ended: readonly EndedRequest[];
  readonly next: Instant | undefined;
  readonly findings: readonly Finding[];
}

/**
 * Makes what is held what git says should be held: judges what was merged, plans, applies, records, and tells the pull
 * requests. The ledger is written before anybody is told, so that a record never waits for a comment; and neither stops
 * what comes after it, so that the next end is never missed for the sake of a record.
 */
export async function reconcile(
  context: Context,
  now: Instant,
  options: { readonly allowMassRevoke: boolean; readonly allowedPlans?: readonly string[] } = {
    allowMassRevoke: false,
  },
): Promise<Reconciliation> {
  const prepared = await prepare(context, now, options);
  const applied = await applyPlans(context, prepared.systems);
  const lines: readonly LedgerLine[] = [
    ...prepared.head.judged,
    ...[...prepared.missing, ...applied.receipts].map((receipt) => ({ kind: "receipt" as const, at: now, ...receipt })),
  ].filter((line) => isNews(line, prepared.lines));
  const unwritten = await attempt(context, "writing the ledger", () => context.ledger.append(lines, now));
  const findings = [
    ...prepared.findings,
    ...applied.findings,
    ...(unwritten ? [finding("ledger-unwritten", {}, { error: unwritten.error })] : []),
  ];
  for (const found of findings) context.log[isError(found) ? "error" : "warn"](found.code, { ...found });
  const unseen = await awaitGrants(context, prepared, applied.receipts);
  const told = prepared.stale ? UNTOLD : await tell(context, prepared, { lines, findings, unseen });
  return {
    ...prepared,
    receipts: applied.receipts,
    findings: [...findings, ...told.findings],
    retry: prepared.retry || applied.retry || unwritten?.transient === true || unseen.size > 0 || told.retry,
    ended: prepared.desire.ended,
    next: nextOf(prepared, lines),
  };
}

/** Without an answer of the forge nobody can be told: the next run does. */
const UNTOLD: Announced = { findings: [], retry: false };

async function tell(
  context: Context,
  prepared: Prepared,
  {
    lines,
    findings,
    unseen,
  }: {
    readonly lines: readonly LedgerLine[];
    readonly findings: readonly Finding[];
    readonly unseen: ReadonlySet<string>;
  },
): Promise<Announced> {
  const { commit } = prepared.head;
  const silent = await attempt(context, "publishing a check", () => alert(context, commit, findings));
  if (silent) context.log.warn("check not published", { commit, ...silent });
  const announced = await announce(context, { prepared, lines, unseen, now: prepared.now });
  const emergencies = await followEmergencies(context, [...prepared.lines, ...lines], prepared.now);
  const heldBack = await reportHeldBack(context, prepared);
  return {
    findings: [...announced.findings, ...emergencies.findings, ...heldBack.findings],
    retry: announced.retry || emergencies.retry || heldBack.retry || silent?.transient === true,
  };
}

/** When something begins, ends or is overdue next. */
function nextOf({ desire, lines: before, now }: Prepared, lines: readonly LedgerLine[]): Instant | undefined {
  const dues = openEmergencies([...before, ...lines]).map(({ due }) => due);
  const moments = [...(desire.next === undefined ? [] : [desire.next]), ...dues].filter((moment) => moment > now);
  return moments.toSorted((one, other) => one - other)[0];
}

/** The commit of each repository that our alert stands at: no call is made to look for one that was never raised. */
const alerts = new WeakMap<Context["forge"], string>();

/** What is wrong stands at the commit that it was found on, where whoever pushed it looks; until it is put right. */
async function alert(context: Context, commit: string, findings: readonly Finding[]): Promise<void> {
  const { forge } = context;
  const wrong = findings.some(isError);
  if (!wrong && alerts.get(forge) !== commit) return;
  const check = checkOf(wrong ? "failure" : "success", reconcileCheck(findings), findings);
  await forge.publishCheck(RECONCILE_CHECK, commit, check);
  if (wrong) alerts.set(forge, commit);
  else alerts.delete(forge);
}

/**
 * A failure that repeats is one line of the ledger, however often it is tried; and so is what was done, where it was only
 * not seen yet that it was.
 */
function isNews(line: LedgerLine, before: readonly LedgerLine[]): boolean {
  if (line.kind !== "receipt" || line.result.outcome === "done" || line.found) return true;
  const last = before.findLast((one): one is ReceiptLine => one.kind === "receipt" && pairOf(one) === pairOf(line));
  if (last === undefined) return true;
  if (line.result.outcome !== "failed") return !isSaid(line, last);
  const { action, result } = last;
  return !(action === line.action && result.outcome === "failed" && result.error === line.result.error);
}

function isSaid(line: ReceiptLine, last: ReceiptLine): boolean {
  if (last.result.outcome === "failed") return false;
  if (line.action === "revoke" || last.action === "revoke") return line.action === last.action;
  return line.until === last.until;
}

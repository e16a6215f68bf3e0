import { openEmergencies } from "../core/emergencies.js";
import { lastReceipts } from "../core/last-receipts.js";
import { liveByLedger } from "../core/missing-receipts.js";
import { nextMoment } from "../core/next-moment.js";
import { type Late, lateFindings, lateRevocations } from "../core/overdue.js";
import { standingFailures } from "../core/standing-failures.js";
import { pairOf } from "../model/binding.js";
import type { EndedRequest } from "../model/desire.js";
import { type Finding, finding, isError } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import type { LedgerLine, ReceiptLine } from "../model/ledger-line.js";
import type { Overdue } from "../model/overdue.js";
import { placeOf } from "../model/place.js";
import type { Receipt } from "../model/receipt.js";
import type { System } from "../model/system.js";
import { reconcileCheck } from "../render/findings-check.js";
import { type Announced, announce } from "./announce.js";
import { type Applied, applyPlan } from "./apply-plan.js";
import { awaitGrants } from "./await-grants.js";
import { recordTime } from "./clock-skew.js";
import type { Context } from "./context.js";
import { followEmergencies } from "./follow-emergencies.js";
import { attemptInTime } from "./in-time.js";
import {
  type Limits,
  type Preparation,
  type Prepared,
  preparedOf,
  prepareSystem,
  type Survey,
  survey,
} from "./prepare.js";
import { checkOf } from "./publish-view.js";
import { recordUnknown } from "./record-unknown.js";
import { reportHeldBack } from "./report-held-back.js";
import { reportOverdue } from "./report-overdue.js";

/** The check on commits of the default branch that stand for something wrong. */
export const RECONCILE_CHECK = "curfew reconcile";

export interface Reconciliation extends Prepared {
  readonly receipts: readonly Receipt[];
  /** Access that was to be gone, and is not. */
  readonly overdue: readonly Overdue[];
  readonly ended: readonly EndedRequest[];
  readonly next: Instant | undefined;
  readonly findings: readonly Finding[];
}

/**
 * Makes what is held what git says should be held: judges what was merged, plans, applies, records, and tells the pull
 * requests. The ledger is written before anybody is told, so that a record never waits for a comment; and neither stops
 * what comes after it, nor takes longer than the run has time, so that the next end is never missed for the sake of a
 * record.
 */
export async function reconcile(
  context: Context,
  now: Instant,
  options: Limits = { allowMassRevoke: false },
): Promise<Reconciliation> {
  const known = await survey(context, now);
  const systems = await Promise.all(known.systems.map((system) => reconcileSystem(context, known, system, options)));
  const prepared = preparedOf(
    known,
    systems.map(({ preparation }) => preparation),
  );
  const applied = systems.map(({ applied }) => applied);
  const receipts = applied.flatMap((one) => one.receipts);
  const at = recordTime(context, now, known.time.said());
  const { provenance } = prepared.head;
  const record = [...prepared.missing, ...receipts].map((receipt) => ({ kind: "receipt" as const, at, ...receipt }));
  const early = systems.flatMap(({ recorded }) => recorded);
  const news: readonly LedgerLine[] = [
    ...provenance.lines.map((line) => ({ ...line, at })),
    ...prepared.head.judged.map((line) => ({ ...line, at })),
    ...newsIn(record, [...prepared.lines, ...early], early),
  ];
  const unwritten = await attemptInTime(context, "record", "writing the ledger", async () => {
    known.time.mustBeKnown();
    await context.ledger.append(news, at);
  });
  const lines = [...early, ...news];
  const late = lateRevocations({
    undone: applied.flatMap((one) => one.undone),
    unobserved: prepared.systems.flatMap((one) =>
      one.kind === "unobserved" ? [{ name: one.system.name, place: placeOf(one.system), error: one.error }] : [],
    ),
    lines: [...prepared.lines, ...lines],
    now,
  });
  const findings = [
    ...prepared.findings,
    ...applied.flatMap((one) => one.findings),
    ...lateFindings(late.overdue),
    ...(unwritten ? [finding("ledger-unwritten", {}, { error: unwritten.error })] : []),
  ];
  for (const found of findings) context.log[isError(found) ? "error" : "warn"](found.code, { ...found });
  context.log.info("reconciled", {
    changes: receipts.length,
    undone: applied.reduce((count, { undone }) => count + undone.length, 0),
    overdue: late.overdue.length,
  });
  // Whoever stops the process waits for the record, and for nothing else.
  const { budget } = context;
  const isMute = () => prepared.stale || budget.stopped() || budget.over("record");
  const unseen = isMute() ? new Set<string>() : await awaitGrants(context, prepared, receipts);
  const told = isMute() ? UNTOLD : await tell(context, prepared, { lines, findings, unseen, overdue: late.overdue });
  return {
    ...prepared,
    receipts,
    overdue: late.overdue,
    findings: [...findings, ...told.findings],
    retry:
      prepared.retry ||
      unseen.size > 0 ||
      applied.some((one) => one.retry) ||
      unwritten?.transient === true ||
      told.retry,
    ended: prepared.desire.ended,
    next: nextOf(prepared, lines, late),
  };
}

/** Systems are independent: what one is waited for, or fails in, no other notices. */
async function reconcileSystem(
  context: Context,
  known: Survey,
  system: System,
  limits: Limits,
): Promise<{
  readonly preparation: Preparation;
  readonly recorded: readonly ReceiptLine[];
  readonly applied: Applied;
}> {
  const preparation = await prepareSystem(context, known, system, limits);
  const recorded = await recordUnknown(context, preparation, known);
  const { system: prepared } = preparation;
  const applied = prepared.kind === "observed" ? await applyPlan(context, prepared, known) : NOTHING;
  return { preparation, recorded, applied };
}

const NOTHING: Applied = { receipts: [], undone: [], findings: [], retry: false };

/** Without an answer of the forge nobody can be told: the next run does. */
const UNTOLD: Announced = { findings: [], retry: false };

async function tell(
  context: Context,
  prepared: Prepared,
  {
    lines,
    findings,
    unseen,
    overdue,
  }: {
    readonly lines: readonly LedgerLine[];
    readonly findings: readonly Finding[];
    readonly unseen: ReadonlySet<string>;
    readonly overdue: readonly Overdue[];
  },
): Promise<Announced> {
  const { commit } = prepared.head;
  const silent = await attemptInTime(context, "record", "publishing a check", () => alert(context, commit, findings));
  if (silent) context.log.warn("check not published", { commit, ...silent });
  // Who has to act by hand is called before anybody is told what went well.
  const late = await reportOverdue(context, prepared, overdue);
  const announced = await announce(context, { prepared, lines, unseen, now: prepared.now });
  const emergencies = await followEmergencies(context, [...prepared.lines, ...lines], prepared.now);
  const heldBack = await reportHeldBack(context, prepared);
  return {
    findings: [...late.findings, ...announced.findings, ...emergencies.findings, ...heldBack.findings],
    retry: late.retry || announced.retry || emergencies.retry || heldBack.retry || silent?.transient === true,
  };
}

/** When something begins, ends or is overdue next. */
function nextOf(
  { desire, lines: before, systems, now }: Prepared,
  lines: readonly LedgerLine[],
  late: Late,
): Instant | undefined {
  const all = [...before, ...lines];
  const observed = systems.flatMap((system) => (system.kind === "observed" ? system.observed.held : []));
  const held = [...observed, ...liveByLedger(all)];
  const due = [
    ...openEmergencies(all).map((emergency) => emergency.due),
    ...(late.next === undefined ? [] : [late.next]),
  ];
  return nextMoment({ desired: desire.next, held, due }, now);
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
 * not seen yet that it was. Each is held against what the ledger says when it comes to it. What was written before is none.
 */
function newsIn(
  record: readonly ReceiptLine[],
  before: readonly LedgerLine[],
  written: readonly ReceiptLine[],
): readonly ReceiptLine[] {
  const last = lastReceipts(before);
  const failures = new Map(standingFailures(before));
  const known = new Set(written.map(nameOf));
  return record.filter((line) => {
    if (line.found && known.has(nameOf(line))) return false;
    const pair = pairOf(line);
    const failed = failures.get(pair) ?? [];
    const isFailure = line.result.outcome === "failed";
    const news = isFailure ? !failed.some((one) => isSameFailure(one, line)) : isNews(line, last.get(pair));
    if (!news) return false;
    last.set(pair, line);
    if (isFailure) failures.set(pair, [...failed, line]);
    else failures.delete(pair);
    return true;
  });
}

function nameOf(line: ReceiptLine): string {
  return `${pairOf(line)} ${line.action} ${line.until}`;
}

function isSameFailure(one: ReceiptLine, other: ReceiptLine): boolean {
  const errors = [one, other].map(({ result }) => (result.outcome === "failed" ? result.error : undefined));
  return one.action === other.action && errors[0] === errors[1];
}

function isNews(line: ReceiptLine, last: ReceiptLine | undefined): boolean {
  return last === undefined || line.result.outcome === "done" || line.found === true || !isSaid(line, last);
}

function isSaid(line: ReceiptLine, last: ReceiptLine): boolean {
  if (last.result.outcome === "failed") return false;
  if (line.action === "revoke" || last.action === "revoke") return line.action === last.action;
  return line.until === last.until;
}

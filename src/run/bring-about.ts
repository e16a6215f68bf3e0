import { openEmergencies } from "../core/emergencies.js";
import { judgementKey } from "../core/first-judgements.js";
import { furtherLines } from "../core/further-lines.js";
import { holdingsIn } from "../core/holdings.js";
import { voidIntents } from "../core/intents.js";
import { lastReceipts } from "../core/last-receipts.js";
import { liveByLedger } from "../core/missing-receipts.js";
import { nextMoment } from "../core/next-moment.js";
import { type Late, lateFindings, lateRevocations } from "../core/overdue.js";
import { standingFailures } from "../core/standing-failures.js";
import { pairOf } from "../model/binding.js";
import type { EndedRequest } from "../model/desire.js";
import { type Finding, finding, isError } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import type { LedgerLine, ReceiptLine, VoidLine } from "../model/ledger-line.js";
import type { Overdue } from "../model/overdue.js";
import { placeOf } from "../model/place.js";
import type { Receipt } from "../model/receipt.js";
import { recordTime } from "./clock-skew.js";
import type { Context } from "./context.js";
import { attemptInTime } from "./in-time.js";
import { type Prepared, preparedOf } from "./prepare.js";
import type { Limits, PreparedSystem } from "./prepare-system.js";
import { reconcileSystem } from "./reconcile-system.js";
import { survey } from "./survey.js";

export interface Reconciliation extends Prepared {
  readonly receipts: readonly Receipt[];
  /** Access that was to be gone, and is not. */
  readonly overdue: readonly Overdue[];
  readonly ended: readonly EndedRequest[];
  readonly next: Instant | undefined;
  readonly findings: readonly Finding[];
  /** The ledger with what this run learnt and did. */
  readonly all: readonly LedgerLine[];
}

/**
 * Makes what is held what git says should be held: judges what was merged, plans, applies and records. The record stops
 * nothing that comes after it, nor takes longer than the run has time, so that the next end is never missed for its sake.
 */
export async function bringAbout(
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
  const early = known.early.written();
  const before = furtherLines(known.all, early);
  const said = new Set(early.flatMap((line) => (line.kind === "judged" ? [judgementKey(line)] : [])));
  const news: readonly LedgerLine[] = [
    ...provenance.lines.map((line) => ({ ...line, at })),
    ...prepared.head.judged.filter((line) => !said.has(judgementKey(line))).map((line) => ({ ...line, at })),
    ...newsIn(record, before, early),
    ...prepared.systems.flatMap((one) => voidedIn(one, before, at)),
  ];
  const unwritten = await attemptInTime(context, "record", "writing the ledger", async () => {
    known.time.mustBeKnown();
    await context.ledger.append(news, at);
  });
  const all = furtherLines(prepared.lines, [...early, ...news]);
  const late = lateRevocations({
    undone: applied.flatMap((one) => one.undone),
    unobserved: prepared.systems.flatMap((one) =>
      one.kind === "unobserved" ? [{ name: one.system.name, place: placeOf(one.system), error: one.error }] : [],
    ),
    lines: all,
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
  return {
    ...prepared,
    receipts,
    overdue: late.overdue,
    findings,
    all,
    retry: prepared.retry || applied.some((one) => one.retry) || unwritten?.transient === true,
    ended: prepared.desire.ended,
    next: nextOf(prepared, all, late),
  };
}

function voidedIn(one: PreparedSystem, lines: readonly LedgerLine[], now: Instant): readonly VoidLine[] {
  if (one.kind !== "observed") return [];
  const { system, observed, plan } = one;
  const { held } = observed;
  return voidIntents({ system: system.name, place: placeOf(system), lines, held, changes: plan.changes, now });
}

/** When something begins, ends or is overdue next. */
function nextOf({ desire, systems, now }: Prepared, all: readonly LedgerLine[], late: Late): Instant | undefined {
  const observed = systems.flatMap((system) => (system.kind === "observed" ? system.observed.held : []));
  const held = [...observed, ...liveByLedger(all)];
  const due = [
    ...openEmergencies(all).map((emergency) => emergency.due),
    ...(late.next === undefined ? [] : [late.next]),
  ];
  return nextMoment({ desired: desire.next, held, due }, now);
}

/**
 * A failure that repeats is one line of the ledger, however often it is tried; and so is what was done, where it was only
 * not seen yet that it was. Each is held against what the ledger says when it comes to it. What was written before is none.
 */
function newsIn(
  record: readonly ReceiptLine[],
  before: readonly LedgerLine[],
  written: readonly LedgerLine[],
): readonly ReceiptLine[] {
  const { keyOf } = holdingsIn(before);
  const last = lastReceipts(before);
  const failures = new Map(standingFailures(before));
  const known = new Set(written.flatMap((line) => (line.kind === "receipt" ? [nameOf(line)] : [])));
  return record.filter((line) => {
    if (line.found && known.has(nameOf(line))) return false;
    const holding = keyOf(line);
    const failed = failures.get(holding) ?? [];
    const isFailure = line.result.outcome === "failed";
    const news = isFailure ? !failed.some((one) => isSameFailure(one, line)) : isNews(line, last.get(holding));
    if (!news) return false;
    last.set(holding, line);
    if (isFailure) failures.set(holding, [...failed, line]);
    else failures.delete(holding);
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

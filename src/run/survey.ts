import { desire } from "../core/desire.js";
import { overdueFindings } from "../core/emergencies.js";
import { furtherLines } from "../core/further-lines.js";
import { openIntents } from "../core/intents.js";
import { latelyEnded } from "../core/lately-ended.js";
import { liveByLedger } from "../core/missing-receipts.js";
import type { Access } from "../model/access.js";
import type { Held } from "../model/binding.js";
import type { Desire } from "../model/desire.js";
import type { Finding } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import type { LedgerLine } from "../model/ledger-line.js";
import type { System } from "../model/system.js";
import { type AskedTime, askedTime, clockSkew } from "./clock-skew.js";
import type { Context } from "./context.js";
import { type EarlyRecord, earlyRecord } from "./early-record.js";
import { fetchIfPossible } from "./fetch.js";
import { findRemovals, type Removals } from "./find-removals.js";
import { type JudgedHead, judgeHead } from "./judge-head.js";
import { type Doubt, ledgerDoubt } from "./ledger-doubt.js";
import { movedOn } from "./moved-on.js";
import { readLedger } from "./read-ledger.js";
import { provenanceFindings } from "./read-provenance.js";
import { shallowFindings } from "./shallow.js";
import { standingAccess } from "./standing-access.js";
import { systemsToReconcile } from "./systems-to-reconcile.js";

/** What git, the ledger and the forge say, before any system is looked at. */
export interface Survey {
  readonly now: Instant;
  readonly head: JudgedHead;
  /** The folder as it stands for what is held. */
  readonly access: Access;
  readonly desire: Desire;
  /** The ledger as it was read, as far back as it matters. */
  readonly lines: readonly LedgerLine[];
  /** The same with what this run judged. */
  readonly all: readonly LedgerLine[];
  readonly systems: readonly System[];
  /** Of what the ledger believes held. */
  readonly removals: Removals;
  readonly findings: readonly Finding[];
  /** The forge did not answer: git is as it was fetched last. */
  readonly stale: boolean;
  /** Nobody knows what time it is, as far as the forge has answered until now. */
  readonly skewed: boolean;
  /** The same by what it answers now. */
  readonly time: AskedTime;
  /** What is written before the run is at its end. */
  readonly early: EarlyRecord;
  /** Lines of the ledger cannot be read, or policy came otherwise than it must. */
  readonly damaged: boolean;
  /** Whether the ledger can be believed: asked once, and only where something is to be given. */
  readonly doubt: () => Promise<Doubt>;
  /** Whether another process was quicker: it gave what git says since this run fetched. */
  readonly movedOn: (held: readonly Held[]) => Promise<boolean>;
  /** Whether something was not known that may be soon. */
  readonly retry: boolean;
}

/** Nothing that goes wrong with one request stops another: what gave access before is kept until its end. */
export async function survey(context: Context, now: Instant): Promise<Survey> {
  const stale = await fetchIfPossible(context);
  const ledger = await readLedger(context, now);
  const head = await judgeHead(context, ledger.lines, now);
  const standing = await standingAccess(context, head.access);
  const { access } = standing;
  const wanted = desire({ requests: head.requests, access, now });
  const all = furtherLines(ledger.lines, head.judged);
  const live = liveByLedger(all);
  const given = [...live, ...openIntents(all), ...latelyEnded(all, now)];
  const reconciled = await systemsToReconcile(context, access, { given, requests: head.requests });
  const removals = await findRemovals(context, head, live, now);
  const time = askedTime(context, now);
  const skew = clockSkew(context) && (await time.skew());
  const doubts = provenanceFindings(head.provenance);
  return {
    now,
    head,
    access,
    desire: wanted,
    lines: ledger.lines,
    all,
    systems: reconciled.systems,
    removals,
    findings: [
      ...(stale ? [stale.finding] : []),
      ...ledger.findings,
      ...doubts,
      ...head.access.findings,
      ...standing.findings,
      ...shallowFindings(head.short),
      ...wanted.findings,
      ...reconciled.findings,
      ...removals.findings,
      ...(skew ? [skew] : []),
      ...overdueFindings(all, now),
    ],
    stale: stale !== undefined,
    skewed: skew !== undefined,
    time,
    early: earlyRecord(context, now, time),
    damaged: ledger.findings.length > 0 || doubts.length > 0,
    doubt: ledgerDoubt(context, head),
    movedOn: movedOn(context, head, all),
    retry: stale?.transient === true || head.retry || removals.retry,
  };
}

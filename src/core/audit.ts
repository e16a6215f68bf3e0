import { pairOf } from "../model/binding.js";
import { approvalsIn, type Decision, partOn, policiesIn } from "../model/decision.js";
import { type Finding, finding } from "../model/finding.js";
import { formatInstant, type Instant } from "../model/instant.js";
import type { JudgedLine, LedgerLine, ReceiptLine } from "../model/ledger-line.js";
import type { CommitRecord } from "../model/record.js";
import type { RequestTrace, TimelineEntry } from "../model/timeline.js";
import type { What } from "../model/what.js";
import { type EmergencyAccess, emergenciesIn } from "./emergencies.js";
import { firstJudgements, judgementKey } from "./first-judgements.js";
import { holdingsIn } from "./holdings.js";

/** The records of merge commits, by commit: they give the reasons that people wrote, and are believed in nothing else. */
export type Records = ReadonlyMap<string, CommitRecord>;

/** Joins what was judged and what was done into one timeline, oldest first: a stretch for each time access was held. */
export function audit(lines: readonly LedgerLine[], records: Records): readonly TimelineEntry[] {
  const known: Known = {
    judged: firstJudgements(lines),
    records,
    emergencies: new Map(emergenciesIn(lines).map((one) => [judgementKey(one), one])),
  };
  const { keyOf } = holdingsIn(lines);
  const stretches: ReceiptLine[][] = [];
  const open = new Map<string, ReceiptLine[]>();
  for (const line of lines.filter(isEffective)) {
    const holding = keyOf(line);
    const current = open.get(holding);
    if (current !== undefined) current.push(line);
    else if (line.action !== "revoke") {
      const started = [line];
      stretches.push(started);
      open.set(holding, started);
    }
    if (line.action === "revoke") open.delete(holding);
  }
  return stretches.flatMap((receipts) => entryOf(receipts, known));
}

/** What is known of the requests that receipts cite, by commit and path. */
interface Known {
  readonly judged: ReadonlyMap<string, JudgedLine>;
  readonly records: Records;
  readonly emergencies: ReadonlyMap<string, EmergencyAccess>;
}

function isEffective(line: LedgerLine): line is ReceiptLine {
  return line.kind === "receipt" && line.result.outcome !== "failed";
}

function entryOf(receipts: readonly ReceiptLine[], known: Known): readonly TimelineEntry[] {
  const given = receipts.filter(({ action }) => action !== "revoke");
  const end = receipts.find(({ action }) => action === "revoke");
  const first = given[0];
  const last = given.at(-1);
  if (first === undefined || last === undefined) return [];
  const { who, what } = first;
  const cited = new Map(given.map((line) => [judgementKey(line), line]));
  return [
    {
      who,
      what,
      granted: first.at,
      found: first.found === true,
      until: last.until,
      ...(end === undefined ? {} : { ended: end.at }),
      ...(end?.cause === undefined ? {} : { cause: end.cause }),
      requests: [...cited.values()].map((line) => traceOf(line, known)),
    },
  ];
}

function traceOf(line: ReceiptLine, known: Known): RequestTrace {
  const { request, commit, what } = line;
  const { facts, decision } = known.judged.get(judgementKey(line))?.verdict ?? {};
  const record = known.records.get(commit);
  const emergency = known.emergencies.get(judgementKey(line));
  const part = decision === undefined ? undefined : partOnRole(decision, request, what);
  const entry = record?.entries.find((one) => one.request === request);
  return {
    request,
    commit,
    ...(facts === undefined ? {} : { pull: facts.pull, requestedBy: facts.author.login }),
    approvedBy: part === undefined ? [] : approvalsIn(part),
    ...(emergency === undefined ? {} : { emergency: reviewOf(emergency) }),
    policies: part === undefined ? [] : policiesIn(part),
    ...(record === undefined || entry === undefined ? {} : { why: record.text }),
    ...(entry?.ticket === undefined ? {} : { ticket: entry.ticket }),
  };
}

function reviewOf({ due, reviewed }: EmergencyAccess): NonNullable<RequestTrace["emergency"]> {
  if (reviewed === undefined) return { due };
  const { by, at, note } = reviewed;
  return { due, reviewed: { by, at, note } };
}

function partOnRole(decision: Decision, path: string, what: What): Decision | undefined {
  return partOn(decision, path)?.parts.find(({ reason }) => reason.kind === "what" && reason.what === what);
}

/** Who had what at that moment. What has no end in the ledger was held, whatever end it had been given. */
export function heldAt(timeline: readonly TimelineEntry[], instant: Instant): readonly TimelineEntry[] {
  return timeline.filter(({ granted, ended }) => granted <= instant && (ended === undefined || instant < ended));
}

/**
 * Proves that what was given rests on a judgement that allowed it, no sooner and no longer, and that what should have
 * ended has. Lists what does not.
 */
export function verify(
  timeline: readonly TimelineEntry[],
  lines: readonly LedgerLine[],
  now: Instant,
): readonly Finding[] {
  const judged = firstJudgements(lines);
  const unexplained = lines
    .filter(isEffective)
    .filter((line) => line.action !== "revoke" && !isExplained(line, judged));
  return [
    ...unexplained.map(({ who, what, at, request }) =>
      finding("unexplained-grant", { path: request }, { who, what, at: formatInstant(at) }),
    ),
    ...timeline
      .filter(({ ended, until }) => ended === undefined && until <= now)
      .map(({ who, what, until, requests }) =>
        finding("unended-grant", { path: requests.at(-1)?.request }, { who, what, until: formatInstant(until) }),
      ),
  ];
}

function isExplained(line: ReceiptLine, judged: ReadonlyMap<string, JudgedLine>): boolean {
  const verdict = judged.get(judgementKey(line))?.verdict;
  if (verdict?.stands !== true) return false;
  const { who, what, window } = verdict;
  const covers = what.some((role) => pairOf({ who, what: role }) === pairOf(line));
  return covers && window.from <= line.at && line.until <= window.until;
}

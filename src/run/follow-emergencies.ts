import { type EmergencyAccess, emergenciesIn, standingLines } from "../core/emergencies.js";
import { skippedIn } from "../model/decision.js";
import { type Finding, finding } from "../model/finding.js";
import { type Instant, startOfDay } from "../model/instant.js";
import type { LedgerLine } from "../model/ledger-line.js";
import type { Request } from "../model/request.js";
import {
  type EmergencyShown,
  emergencyComment,
  emergencyIssue,
  reminderComment,
  reopenedComment,
} from "../render/emergency.js";
import type { Announced } from "./announce.js";
import type { Context } from "./context.js";
import { attemptInTime } from "./in-time.js";
import { readRequests } from "./read-requests.js";

/** Milliseconds: so long after its review the issue of an emergency is seen to be closed. */
const CLOSED_AGAIN = 24 * 3_600_000;

/** Of the merge commit that brought it: one issue for each, however often it is looked at. */
export function emergencyMarker(commit: string): string {
  return `emergency-${commit}`;
}

/**
 * Sees to it that every emergency is answered for: whoever was skipped is told once, an issue asks one of them to
 * review it and stays open until somebody has, and is reminded of once when it is overdue. What is known is in the
 * ledger and on the forge; each step looks first, so that any of them may be lost or repeated.
 */
export async function followEmergencies(
  context: Context,
  lines: readonly LedgerLine[],
  now: Instant,
): Promise<Announced> {
  const findings: Finding[] = [];
  let retry = false;
  const groups = new Map<string, readonly EmergencyAccess[]>();
  for (const one of emergenciesIn(lines)) groups.set(one.commit, [...(groups.get(one.commit) ?? []), one]);
  for (const emergencies of groups.values()) {
    const [first] = emergencies;
    if (first === undefined || emergencies.every((one) => wasClosed(one, now))) continue;
    const problem = await attemptInTime(context, "record", "following an emergency", () =>
      follow(context, emergencies, lines, now),
    );
    if (!problem) continue;
    const { error, transient } = problem;
    findings.push(finding("issue-failed", { path: first.request }, { subject: "emergency", error }, "warning"));
    retry ||= transient;
  }
  return { findings, retry };
}

function wasClosed({ reviewed }: EmergencyAccess, now: Instant): boolean {
  return reviewed !== undefined && reviewed.at < now - CLOSED_AGAIN;
}

async function follow(
  context: Context,
  emergencies: readonly EmergencyAccess[],
  lines: readonly LedgerLine[],
  now: Instant,
): Promise<void> {
  const [first] = emergencies;
  if (first === undefined) return;
  const { conversation, forge } = context;
  const shown = await shownOf(context, emergencies, lines);
  const open = emergencies.filter(({ reviewed }) => reviewed === undefined);
  // The issue first: the comment leads to it.
  const marker = emergencyMarker(first.commit);
  const issue = await conversation.issue(marker, startOfDay(first.merged, 0), emergencyIssue(shown));
  await forge.comment(first.pull, "emergency", emergencyComment(shown, issue.number));
  if (open.length === 0) {
    if (issue.open) await conversation.setOpen(issue.number, false);
    return;
  }
  if (!issue.open) {
    await forge.comment(issue.number, "reopened", reopenedComment(shown));
    await conversation.setOpen(issue.number, true);
  }
  if (open.some(({ due }) => due <= now)) await forge.comment(issue.number, "reminder", reminderComment(shown));
}

async function shownOf(
  context: Context,
  emergencies: readonly EmergencyAccess[],
  lines: readonly LedgerLine[],
): Promise<EmergencyShown> {
  const [first] = emergencies;
  const standing = standingLines(lines).filter(({ commit }) => commit === first?.commit);
  const skipped = new Set(standing.flatMap(({ verdict }) => skippedIn(verdict.decision)));
  const requests = await requestsOf(
    context,
    standing.filter(({ request }) => emergencies.some((one) => one.request === request)),
  );
  return {
    who: first?.who ?? "",
    what: emergencies.flatMap((one) => one.what),
    pull: first?.pull ?? 0,
    merged: first?.merged ?? (0 as Instant),
    until: Math.max(...emergencies.map(({ until }) => until)) as Instant,
    due: Math.min(...emergencies.map(({ due }) => due)) as Instant,
    why: requests.map(({ why }) => why),
    tickets: requests.flatMap(({ ticket }) => ticket ?? []),
    skipped: [...skipped].toSorted(),
  };
}

/** As they were merged, whatever became of the files. */
async function requestsOf(
  context: Context,
  lines: readonly { readonly request: string; readonly blob: string; readonly commit: string }[],
): Promise<readonly Request[]> {
  const [first] = lines;
  if (first === undefined) return [];
  const access = await context.accessAt(first.commit);
  const entries = lines.map(({ request, blob }) => ({ path: request, mode: "100644", blob }));
  return (await readRequests(context, entries, access)).requests;
}

import { type Finding, finding } from "../model/finding.js";
import { formatInstant, type Instant } from "../model/instant.js";
import type { JudgedLine, LedgerLine, ReviewedLine, Verdict } from "../model/ledger-line.js";
import { sameLogin } from "../model/person.js";
import type { What } from "../model/what.js";
import { firstJudgements, judgementKey } from "./first-judgements.js";
import { onceALedger } from "./once-a-ledger.js";

/** One emergency that was merged and stood, with what became of its review. */
export interface EmergencyAccess {
  readonly request: string;
  /** The merge commit that added it. */
  readonly commit: string;
  readonly pull: number;
  readonly who: string;
  readonly what: readonly What[];
  /** When it was merged, by the forge's clock, and when it ends or ended. */
  readonly merged: Instant;
  readonly until: Instant;
  /** When somebody must have reviewed it. */
  readonly due: Instant;
  readonly reviewed?: ReviewedLine;
}

/** Judgements of merges that stood: of two on the same merge the first counts. */
export type StandingLine = JudgedLine & { readonly verdict: Extract<Verdict, { stands: true }> };

export const standingLines = onceALedger(standingIn);

function standingIn(lines: readonly LedgerLine[]): readonly StandingLine[] {
  return [...firstJudgements(lines).values()].filter((line): line is StandingLine => line.verdict.stands);
}

/** Every emergency that the ledger knows of, in the order in which they were judged. Nobody reviews their own. */
export const emergenciesIn = onceALedger(brokenGlassIn);

function brokenGlassIn(lines: readonly LedgerLine[]): readonly EmergencyAccess[] {
  const reviews = lines.filter((line) => line.kind === "reviewed");
  return standingLines(lines).flatMap((line): readonly EmergencyAccess[] => {
    const { who, what, window, facts, emergency } = line.verdict;
    if (emergency === undefined) return [];
    const reviewed = reviews.find(
      (review) => judgementKey(review) === judgementKey(line) && !sameLogin(review.by, who),
    );
    const { request, commit } = line;
    const known = { request, commit, pull: facts.pull, who, what, merged: facts.at, until: window.until };
    return [{ ...known, due: emergency.due, ...(reviewed === undefined ? {} : { reviewed }) }];
  });
}

/** Those that nobody has reviewed yet. */
export function openEmergencies(lines: readonly LedgerLine[]): readonly EmergencyAccess[] {
  return emergenciesIn(lines).filter(({ reviewed }) => reviewed === undefined);
}

/** Those of them whose review is due: from that moment on. */
export function overdueEmergencies(lines: readonly LedgerLine[], now: Instant): readonly EmergencyAccess[] {
  return openEmergencies(lines).filter(({ due }) => due <= now);
}

export function overdueFindings(lines: readonly LedgerLine[], now: Instant): readonly Finding[] {
  return overdueEmergencies(lines, now).map(({ request, who, what, pull, due }) =>
    finding("emergency-overdue", { path: request }, { who, what, pull, due: formatInstant(due) }),
  );
}

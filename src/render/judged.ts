import { approvalsIn, type Decision, type Judgement, reasonsIn, type VoidApproval } from "../model/decision.js";
import { type Finding, isError } from "../model/finding.js";
import { candidatesIn, outstanding } from "./approvals.js";
import { denials, reasonSentence, voidSentences } from "./decision.js";
import { findingSentence, findingsBlocks } from "./findings.js";
import { commit, listed, markdown, name, plain, type Sentence, say } from "./sentence.js";

/** What every judged pull request shows, whether it asks or gives back. */
export interface Judged {
  readonly judgement: Judgement;
  /** What is wrong with its files, and what denies it. One error denies, whatever the judgement says. */
  readonly findings: readonly Finding[];
}

export type Standing = "allowed" | "waiting" | "denied";

export function standingOf({ judgement, findings }: Judged): Standing {
  return findings.some(isError) ? "denied" : judgement.decision.outcome;
}

/** What a reviewer reads first. */
export function statusLine(judged: Judged): Sentence {
  const standing = standingOf(judged);
  switch (standing) {
    case "allowed":
      return isEmergency(judged.judgement.decision)
        ? say`🚨 Allowed in an emergency, without the approvals that it needs otherwise`
        : say`✅ Allowed`;
    case "waiting": {
      const clauses = outstanding(judged.judgement.decision);
      if (clauses.length === 0) return say`⏳ Waiting`;
      return clauses.length === 1 ? say`⏳ Waiting for ${listed(clauses, "and")}` : say`⏳ Waiting for approvals`;
    }
    case "denied":
      return say`⛔ Denied`;
    default:
      return standing satisfies never;
  }
}

function isEmergency(decision: Decision): boolean {
  return reasonsIn(decision).some((reason) => reason.kind === "emergency");
}

/** Below the status line: what is wrong, or who still has to approve where that is more than one sentence. */
export function standingBlocks(judged: Judged): readonly string[] {
  const { judgement, findings } = judged;
  const clauses = outstanding(judgement.decision);
  const reasons = standingOf(judged) === "denied" && !findings.some(isError) ? denials(judgement.decision) : [];
  return [
    ...voidedSentences(judged).map(markdown),
    ...(reasons.length === 0 ? [] : [bullets(reasons)]),
    ...findingsBlocks(findings),
    ...(standingOf(judged) === "waiting" && clauses.length > 1 ? [bullets(clauses)] : []),
    ...(standingOf(judged) === "waiting" ? hindrances(judgement.decision) : []),
  ];
}

/** What keeps people from having a voice, such as a team that cannot be read: else they would wait for ever. */
function hindrances(decision: Decision): readonly string[] {
  const warned = reasonsIn(decision).flatMap((reason) =>
    reason.kind === "finding" ? [markdown(say`⚠️ ${findingSentence(reason.finding)}`)] : [],
  );
  return [...new Set(warned)];
}

/** Whose approval was void once more had been pushed, and is waited for again: what a reviewer would think is done. */
function voidedSentences(judged: Judged): readonly Sentence[] {
  return voidedApprovals(judged).map(
    ({ login }) =>
      say`⚠️ ${name(login)} had approved, but the request changed since: that approval is void. Look again.`,
  );
}

function voidedApprovals(judged: Judged): readonly VoidApproval[] {
  if (standingOf(judged) !== "waiting") return [];
  const { decision, void: voids } = judged.judgement;
  const missing = new Set(candidatesIn(decision).map((login) => login.toLowerCase()));
  return voids.filter(({ login, because }) => because === "stale" && missing.has(login.toLowerCase()));
}

/** Who approved, and whose approval does not count. */
export function approvalBlocks(judged: Judged): readonly string[] {
  const { judgement } = judged;
  const above = voidedApprovals(judged);
  const given = approvalsIn(judgement.decision);
  const logins = [...new Map(given.map((approval) => [approval.login.toLowerCase(), approval])).values()];
  const counted = logins.map(
    ({ login, commit: reviewed }) => say`✅ ${name(login)} approved commit ${commit(reviewed)}.`,
  );
  const vain = reasonsIn(judgement.decision).flatMap((reason) =>
    reason.kind === "delegation-void" ? [reasonSentence({ outcome: "waiting", reason, parts: [] })] : [],
  );
  const once = vain.filter((one, index) => vain.findIndex((other) => plain(other) === plain(one)) === index);
  const lines = [
    ...counted,
    ...once.map((sentence) => say`❌ ${sentence}.`),
    ...voidSentences(judgement.void.filter((one) => !above.includes(one))).map((sentence) => say`❌ ${sentence}`),
  ];
  return lines.length === 0 ? [] : ["**Approvals**", bullets(lines)];
}

export function bullets(sentences: readonly Sentence[]): string {
  return sentences.map((sentence) => `- ${markdown(sentence)}`).join("\n");
}

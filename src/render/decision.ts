import type { Approval, Decision, Outcome, Reason, VoidApproval } from "../model/decision.js";
import { formatDuration } from "../model/duration.js";
import { sameLogin } from "../model/person.js";
import { approvers, outstandingSentence } from "./approvals.js";
import { findingSentence } from "./findings.js";
import { emergencyRefusal } from "./policy-sentences.js";
import { listed, markdown, NOTHING, name, names, plain, prose, type Sentence, say, time } from "./sentence.js";

export const OUTCOME_SIGNS: Readonly<Record<Outcome, string>> = { allowed: "✓", waiting: "…", denied: "✗" };

/** The tree of reasons for a terminal: a line a reason, indented below the one it is part of. */
export function decisionTree(decision: Decision): string {
  return treeLines(decision, 0)
    .map(({ depth, outcome, sentence }) => `${"  ".repeat(depth)}${OUTCOME_SIGNS[outcome]} ${plain(sentence)}`)
    .join("\n");
}

/** The same as a nested list for GitHub. */
export function decisionList(decision: Decision): string {
  return treeLines(decision, 0)
    .map(({ depth, outcome, sentence }) => `${"  ".repeat(depth)}- ${OUTCOME_SIGNS[outcome]} ${markdown(sentence)}`)
    .join("\n");
}

/** Why it is denied: the reasons at the ends of the branches, each once. */
export function denials(decision: Decision): readonly Sentence[] {
  // A pull request that was not judged at all has no reason of its own.
  const leaves = deniedLeaves(decision).filter(({ reason }) => reason.kind !== "pull-request");
  const found = leaves.map((leaf) => reasonSentence(leaf));
  return found.filter((sentence, index) => found.findIndex((other) => plain(other) === plain(sentence)) === index);
}

/** Approvals that do not count, each with its reason, each once. */
export function voidSentences(voids: readonly VoidApproval[]): readonly Sentence[] {
  const keys = voids.map(({ login, because }) => `${login.toLowerCase()} ${because}`);
  return voids
    .filter((_, index) => keys.indexOf(keys[index] ?? "") === index)
    .map(({ login, because }) => say`The approval of ${name(login)} does not count: ${voidReason(because)}.`);
}

interface TreeLine {
  readonly depth: number;
  readonly outcome: Outcome;
  readonly sentence: Sentence;
}

function treeLines(decision: Decision, depth: number): readonly TreeLine[] {
  const own = { depth, outcome: decision.outcome, sentence: reasonSentence(decision) };
  return [own, ...decision.parts.flatMap((part) => treeLines(part, depth + 1))];
}

function deniedLeaves(decision: Decision): readonly Decision[] {
  if (decision.outcome !== "denied") return [];
  const below = decision.parts.flatMap(deniedLeaves);
  return below.length === 0 ? [decision] : below;
}

export function reasonSentence({ reason, outcome, parts }: Decision): Sentence {
  const holds = outcome === "allowed";
  switch (reason.kind) {
    case "pull-request":
      return say`This pull request is ${prose(outcome)}`;
    case "request":
      return say`${name(reason.who)} asks in ${name(reason.path)}`;
    case "what":
      return parts.length === 0 ? say`No policy allows ${name(reason.what)}` : name(reason.what);
    case "policy":
      return say`Policy ${name(reason.policy)}`;
    case "who":
      return whoSentence(reason, holds);
    case "length": {
      const [asked, limit] = [formatDuration(reason.seconds), formatDuration(reason.limit)];
      return holds
        ? say`${prose(asked)} is within the ${prose(limit)} it allows`
        : say`${prose(asked)} is longer than the ${prose(limit)} it allows`;
    }
    case "ticket":
      if (reason.ticket === undefined) return say`It requires a ticket that matches ${reason.pattern}`;
      return holds
        ? say`The ticket ${name(reason.ticket)} matches ${reason.pattern}`
        : say`The ticket ${reason.ticket} does not match ${reason.pattern}`;
    case "behalf":
      if (sameLogin(reason.author, reason.who)) return say`${name(reason.who)} asks in person`;
      return holds
        ? say`${name(reason.author)} may ask for ${name(reason.who)}`
        : say`${name(reason.author)} may not ask for ${name(reason.who)}: nobody may ask for somebody else`;
    case "approve":
      return approveSentence(reason, holds);
    case "delegation-void":
      return delegationVoidSentence(reason);
    case "approve-unneeded":
      return say`No approval of ${approvers(reason.by)} is needed: ${reason.when} is not so`;
    case "approve-skipped":
      return skippedSentence(reason);
    case "rule":
      return holds
        ? say`It keeps the rule ${reason.expect}`
        : say`It breaks the rule ${reason.expect}: ${prose(reason.message)}`;
    case "renewals":
      return renewalsSentence(reason, holds);
    case "emergency":
      return emergencySentence(reason);
    case "removal":
      return removalSentence(reason);
    case "finding":
      return findingSentence(reason.finding);
    default:
      return reason satisfies never;
  }
}

function whoSentence({ who, allowed }: Extract<Reason, { kind: "who" }>, holds: boolean): Sentence {
  const those = names(allowed, "and");
  return holds
    ? say`${name(who)} may receive it, as ${those} may`
    : say`${name(who)} may not receive it: only ${those} may`;
}

function approveSentence(reason: Extract<Reason, { kind: "approve" }>, holds: boolean): Sentence {
  const given = listed(reason.approvals.map(approvalSentence), "and");
  if (holds && reason.approvals.length === 0) return say`No approval is needed`;
  if (holds) return say`Approved by ${given}, as ${approvers(reason.by)}`;
  const waiting = say`Needs ${outstandingSentence(reason)}`;
  return reason.approvals.length === 0 ? waiting : say`${waiting}; approved by ${given}`;
}

/** `erin for dana`, where erin is a delegate. */
function approvalSentence({ login, for: delegator }: Approval): Sentence {
  return delegator === undefined ? name(login) : say`${name(login)} for ${name(delegator)}`;
}

function delegationVoidSentence(reason: Extract<Reason, { kind: "delegation-void" }>): Sentence {
  const { login, for: delegator, because, what, until } = reason;
  const vain = say`The approval of ${name(login)} does not count for ${name(delegator)}`;
  return because === "role"
    ? say`${vain}, whose delegation is for ${names(what, "and")} alone`
    : say`${vain}: it was not given within the delegation, which ends at ${time(until)}`;
}

function skippedSentence({ by, count, candidates }: Extract<Reason, { kind: "approve-skipped" }>): Sentence {
  const asked = candidates.length === 0 ? say`nobody` : names(candidates, "or");
  return count === 1
    ? say`The approval of ${approvers(by)} is skipped in an emergency; it would have asked ${asked}`
    : say`${count} approvals of ${approvers(by)} are skipped in an emergency; they would have asked ${asked}`;
}

function renewalsSentence({ count, limit, previous }: Extract<Reason, { kind: "renewals" }>, holds: boolean): Sentence {
  const renews = say`It continues ${name(previous)}, as renewal ${count} in a row`;
  if (limit === undefined) return renews;
  return holds ? say`${renews}; ${limit} are allowed` : say`${renews}, and ${limit} are allowed`;
}

function emergencySentence(reason: Extract<Reason, { kind: "emergency" }>): Sentence {
  const { who, author, allowed, refused, other } = reason;
  return refused === undefined
    ? say`${name(who)} may have it at once in an emergency, as ${names(allowed, "and")} may`
    : emergencyRefusal({ who, author, policy: NOTHING, because: refused, allowed, other });
}

function removalSentence({ path, because }: Extract<Reason, { kind: "removal" }>): Sentence {
  const file = name(path);
  switch (because) {
    case "expired":
      return say`${file} gives nothing any more: removing it needs no approval`;
    case "returned":
      return say`${file} is given back by its holder: that needs no approval`;
    case "approver":
      return say`${file} is removed by somebody who could have approved it: that needs no approval`;
    case "approved":
      return say`The removal of ${file} is approved`;
    case "unapproved":
      return say`Only its holder removes ${file} alone; others need the approval of somebody who could have approved it`;
    default:
      return because satisfies never;
  }
}

function voidReason(because: VoidApproval["because"]): Sentence {
  switch (because) {
    case "author":
      return say`they asked for it`;
    case "beneficiary":
      return say`they would receive it`;
    case "writer":
      return say`they wrote a commit of this pull request`;
    case "pusher":
      return say`they pushed to its branch`;
    case "unattributed":
      return say`a commit of this pull request belongs to no GitHub account we know, so it could be theirs`;
    case "stale":
      return say`it was given before the newest commit, or for another base; approve again`;
    case "dismissed":
      return say`it was dismissed`;
    case "bot":
      return say`a bot cannot approve`;
    case "unlisted":
      return say`they are not in ${"access/people.yaml"}`;
    case "fork":
      return say`nobody can say who pushed to a branch of another repository`;
    case "access":
      return say`they have no write access to this repository, and GitHub counts nobody else's`;
    case "account":
      return say`their GitHub account is not the one in ${"access/people.yaml"}`;
    default:
      return because satisfies never;
  }
}

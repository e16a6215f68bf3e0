import { pairOf } from "../../model/binding.js";
import { allOf, type Decision, type Reason } from "../../model/decision.js";
import type { PastGrant } from "../../model/facts.js";
import { finding } from "../../model/finding.js";
import { sameLogin } from "../../model/person.js";
import { type Approve, formatApprover, type Policy } from "../../model/policy.js";
import type { Request } from "../../model/request.js";
import type { What } from "../../model/what.js";
import { type Answer, ask } from "../expressions/expressions.js";
import { type ApproveContext, decideApprove, unreadTeam } from "./approve.js";
import { circumstancesOf, mentionsTeams, unreadTeams } from "./circumstances.js";
import { deny, leaf } from "./deny.js";
import { decideEmergency } from "./emergency.js";
import { subjectMembers } from "./members-of.js";
import { decideRenewals } from "./renewals.js";
import { asGrant, type Row, rowOf } from "./row.js";

export interface PolicyContext extends ApproveContext {
  /** By pair, everything that the pull request asks for: what is asked for beside this can be in a row with it. */
  readonly asked: ReadonlyMap<string, readonly PastGrant[]>;
}

/** One role of a request, as one policy sees it. */
export interface Case {
  readonly policy: Policy;
  readonly request: Request;
  readonly what: What;
  /** The grants that it would continue, by this policy's `for`. */
  readonly row: Row;
}

/**
 * What one policy says of one role of a request: every part of it must allow. In an emergency its `emergency` stands in
 * the place of who, how long, on whose behalf, and of every approval; ticket and rules apply as ever.
 */
export function decidePolicy(policy: Policy, request: Request, what: What, context: PolicyContext): Decision {
  const asked = asGrant(request, what, context.facts.at);
  const beside = (context.asked.get(pairOf(asked)) ?? []).filter((other) => other.request !== request.path);
  const row = rowOf(asked, [...context.facts.past.grants, ...beside], policy.for);
  const one: Case = { policy, request, what, row };
  return allOf({ kind: "policy", policy: policy.name, blob: policy.blob }, [
    ...(request.emergency ? decideEmergency(one, context) : [decideWho(one, context)]),
    ...decideLength(one, context),
    ...decideTicket(one),
    ...decideRules(one, context),
    ...(request.emergency ? [] : [...decideBehalf(one, context), ...decideRenewals(one, context)]),
    ...policy.approve.flatMap((clause) => decideClause(clause, one, context)),
  ]);
}

/** A team that cannot be read gives nobody anything; whoever wonders why is told. */
function decideWho({ policy, request }: Case, { access, facts }: ApproveContext): Decision {
  const members = policy.who.map((subject) => subjectMembers(subject, access, facts.teams));
  const listed = members.some(({ logins }) => logins.has(request.who.toLowerCase()));
  const who = leaf(listed, { kind: "who", who: request.who, allowed: policy.who.map(formatApprover) });
  return listed ? who : { ...who, parts: members.flatMap(({ unread }) => unread).map(unreadTeam) };
}

/** How long it would hold, judged at the moment of the facts; what is begun counts as a whole second. */
function decideLength({ policy, request, what }: Case, { facts }: ApproveContext): readonly Decision[] {
  const { from, until } = asGrant(request, what, facts.at);
  const seconds = Math.max(0, Math.ceil((until - from) / 1000));
  const limit = request.emergency ? policy.emergency?.for : policy.for;
  return limit === undefined ? [] : [leaf(seconds <= limit, { kind: "length", seconds, limit })];
}

function decideTicket({ policy, request: { ticket } }: Case): readonly Decision[] {
  if (policy.ticket === undefined) return [];
  const reason: Reason = { kind: "ticket", pattern: policy.ticket, ...(ticket === undefined ? {} : { ticket }) };
  try {
    return [leaf(ticket !== undefined && new RegExp(policy.ticket, "u").test(ticket), reason)];
  } catch (error) {
    return [denyError(policy, String(error))];
  }
}

function decideRules(one: Case, context: PolicyContext): readonly Decision[] {
  return one.policy.rules.map(({ expect, message }) => {
    const answer = askPolicy(expect, one, context);
    return answer.ok
      ? leaf(answer.holds, { kind: "rule", expect, message })
      : denyError(one.policy, `${expect}: ${answer.cause}`);
  });
}

function decideBehalf({ policy, request: { who } }: Case, { facts }: ApproveContext): readonly Decision[] {
  const author = facts.author.login;
  return sameLogin(author, who) ? [] : [leaf(policy.behalf, { kind: "behalf", author, who })];
}

function decideClause(clause: Approve, one: Case, context: PolicyContext): readonly Decision[] {
  const { policy, request, what } = one;
  const { when, count } = clause;
  if (when !== undefined) {
    const answer = askPolicy(when, one, context);
    if (!answer.ok) return [denyError(policy, `${when}: ${answer.cause}`)];
    if (!answer.holds) {
      return [leaf(true, { kind: "approve-unneeded", by: clause.by.map(formatApprover), count, when })];
    }
  }
  const decision = decideApprove(clause, { path: request.path, policy: policy.name, whats: [what] }, context);
  return [request.emergency ? skipped(decision) : decision];
}

/** Whom a clause would have asked. One that nobody could ever fulfil still denies: nobody could review it either. */
function skipped(decision: Decision): Decision {
  const { reason } = decision;
  if (decision.outcome === "denied" || reason.kind !== "approve") return decision;
  const { by, count, approvals } = reason;
  const candidates = [...approvals.map(({ login }) => login), ...reason.candidates].toSorted();
  return leaf(true, { kind: "approve-skipped", by, count, candidates });
}

/** One that asks for somebody's teams is not answered while one of them cannot be read: that they are in it is not known. */
function askPolicy(expression: string, one: Case, context: PolicyContext): Answer {
  const [unread] = mentionsTeams(expression) ? unreadTeams(context) : [];
  if (unread !== undefined) return { ok: false, cause: `the team ${unread} cannot be read from GitHub` };
  return ask(expression, circumstancesOf(one, context));
}

/** An error while judging is a denial that keeps its cause. */
function denyError(policy: Policy, cause: string): Decision {
  return deny(finding("denied-error", { path: policy.path }, { cause }));
}

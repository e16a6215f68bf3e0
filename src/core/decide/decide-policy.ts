import { allOf, type Decision, type Outcome, type Reason } from "../../model/decision.js";
import { finding } from "../../model/finding.js";
import { sameLogin } from "../../model/person.js";
import { formatApprover, type Policy } from "../../model/policy.js";
import { type Request, windowOf } from "../../model/request.js";
import type { What } from "../../model/what.js";
import { type ApproveContext, decideApprove, unreadTeam } from "./approve.js";
import { deny } from "./deny.js";
import { subjectMembers } from "./members-of.js";

/** What one policy says of a request: every part of it must allow. */
export function decidePolicy(policy: Policy, what: What, request: Request, context: ApproveContext): Decision {
  const about = { path: request.path, policy: policy.name, whats: [what] };
  return allOf({ kind: "policy", policy: policy.name, blob: policy.blob }, [
    decideWho(policy, request, context),
    decideLength(policy, request, context),
    ...decideTicket(policy, request),
    ...decideBehalf(policy, request, context),
    ...policy.approve.map((clause) => decideApprove(clause, about, context)),
  ]);
}

/** A team that cannot be read gives nobody anything; whoever wonders why is told. */
function decideWho(policy: Policy, request: Request, { access, facts }: ApproveContext): Decision {
  const members = policy.who.map((subject) => subjectMembers(subject, access, facts.teams));
  const listed = members.some(({ logins }) => logins.has(request.who.toLowerCase()));
  const who = leaf(listed, { kind: "who", who: request.who, allowed: policy.who.map(formatApprover) });
  return listed ? who : { ...who, parts: members.flatMap(({ unread }) => unread).map(unreadTeam) };
}

/** How long it would hold, judged at the moment of the facts; what is begun counts as a whole second. */
function decideLength(policy: Policy, request: Request, { facts }: ApproveContext): Decision {
  const { from, until } = windowOf(request, facts.at);
  const seconds = Math.max(0, Math.ceil((until - from) / 1000));
  return leaf(seconds <= policy.for, { kind: "length", seconds, limit: policy.for });
}

function decideTicket(policy: Policy, { ticket }: Request): readonly Decision[] {
  if (policy.ticket === undefined) return [];
  const reason: Reason = { kind: "ticket", pattern: policy.ticket, ...(ticket === undefined ? {} : { ticket }) };
  try {
    return [leaf(ticket !== undefined && new RegExp(policy.ticket, "u").test(ticket), reason)];
  } catch (error) {
    // An error while judging is a denial that keeps its cause.
    return [deny(finding("denied-error", { path: policy.path }, { cause: String(error) }))];
  }
}

function decideBehalf(policy: Policy, { who }: Request, { facts }: ApproveContext): readonly Decision[] {
  const author = facts.author.login;
  return sameLogin(author, who) ? [] : [leaf(policy.behalf, { kind: "behalf", author, who })];
}

function leaf(allowed: boolean, reason: Reason): Decision {
  const outcome: Outcome = allowed ? "allowed" : "denied";
  return { outcome, reason, parts: [] };
}

import type { Access } from "../../model/access.js";
import type { Approval, Decision } from "../../model/decision.js";
import type { Facts } from "../../model/facts.js";
import { finding } from "../../model/finding.js";
import { type Approve, formatApprover } from "../../model/policy.js";
import type { Voices } from "./approvals.js";
import { deny } from "./deny.js";
import { membersOf } from "./members-of.js";

export interface ApproveContext {
  readonly access: Access;
  readonly facts: Facts;
  readonly voices: Voices;
}

const CODEOWNERS = ".github/CODEOWNERS";

/**
 * One clause: so many different people, each by any of the names. Who could still approve is part of the answer, so
 * that a screen can say whom to ask, and whether there are enough of them.
 */
export function decideApprove(
  clause: Approve,
  about: { readonly path: string; readonly policy: string },
  { access, facts, voices }: ApproveContext,
): Decision {
  const names = clause.by.map((approver) => ({
    as: formatApprover(approver),
    members: membersOf(approver, { access, path: about.path, teams: facts.teams }),
  }));
  const nameOf = (login: string): string | undefined =>
    names.find(({ members }) => members.logins.has(login.toLowerCase()))?.as;

  const approvals = voices.approvals.flatMap(({ person, commit, at }): readonly Approval[] => {
    const as = nameOf(person.login);
    return as === undefined ? [] : [{ login: person.login, commit, as, at }];
  });
  const candidates = voices.eligible
    .map(({ login }) => login)
    .filter((login) => nameOf(login) !== undefined && !approvals.some((approval) => approval.login === login))
    .toSorted();
  const reason = {
    kind: "approve",
    by: names.map(({ as }) => as),
    count: Math.max(1, clause.count),
    approvals,
    candidates,
  } as const;

  if (names.some(({ members }) => !members.owned)) {
    return { outcome: "denied", reason, parts: [deny(finding("denied-no-owner", { path: about.path }, about))] };
  }
  if (approvals.length >= reason.count) return { outcome: "allowed", reason, parts: [] };
  const unread = names.flatMap(({ members }) => members.unread).map(unreadTeam);
  return { outcome: "waiting", reason, parts: unread };
}

/** Nobody of a team that cannot be read counts; whoever wonders why is told. */
function unreadTeam(team: string): Decision {
  const reason = finding("unknown-team", { path: CODEOWNERS }, { team }, "warning");
  return { outcome: "waiting", reason: { kind: "finding", finding: reason }, parts: [] };
}

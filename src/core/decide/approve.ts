import type { Access } from "../../model/access.js";
import type { Approval, Decision } from "../../model/decision.js";
import type { Facts } from "../../model/facts.js";
import { finding } from "../../model/finding.js";
import { personOf, sameLogin } from "../../model/person.js";
import { type Approve, formatApprover } from "../../model/policy.js";
import type { What } from "../../model/what.js";
import type { Voices } from "./approvals.js";
import { covering, fruitless, wordsGiven } from "./delegates.js";
import { deny } from "./deny.js";
import { membersOf } from "./members-of.js";

export interface ApproveContext {
  readonly access: Access;
  readonly facts: Facts;
  readonly voices: Voices;
}

const CODEOWNERS = ".github/CODEOWNERS";

/** What is to be approved: the file that says whose code owners, the roles that say whose delegates. */
export interface ApproveAbout {
  readonly path: string;
  readonly policy: string;
  readonly whats: readonly What[];
}

/**
 * One clause: so many different people, each by any of the names. Who could still approve is part of the answer, so
 * that a screen can say whom to ask, and whether there are enough of them.
 */
export function decideApprove(clause: Approve, about: ApproveAbout, context: ApproveContext): Decision {
  const { access, facts, voices } = context;
  const names = clause.by.map((approver) => ({
    as: formatApprover(approver),
    members: membersOf(approver, { access, path: about.path, facts }),
  }));
  const nameOf = (login: string): string | undefined =>
    names.find(({ members }) => members.logins.has(login.toLowerCase()))?.as;
  const isAskedFor = (login: string): boolean => nameOf(login) !== undefined;
  const delegations = covering(voices.delegations, about.whats);

  const spoken = voices.approvals.map(({ person, at }) => ({ login: person.login, at }));
  const given = wordsGiven(spoken, isAskedFor, delegations);
  const approvals = voices.approvals.flatMap(({ person: { login }, commit, at }): readonly Approval[] => {
    const voice = given.get(login);
    const as = voice === undefined ? undefined : nameOf(voice);
    if (voice === undefined || as === undefined) return [];
    const delegator = personOf(access.people, voice)?.login ?? voice;
    return [{ login, ...(sameLogin(login, voice) ? {} : { for: delegator }), commit, as, at }];
  });
  const possible = [
    ...names.flatMap(({ members }) => [...members.logins]),
    ...delegations.map(({ to }) => to.toLowerCase()),
  ];
  const silent = [...new Set(possible)]
    .flatMap((login) => voices.eligible(login)?.login ?? [])
    .filter((login) => !spoken.some((one) => one.login === login));
  const candidates = silent
    .filter((login) => {
      if (delegations.length === 0) return isAskedFor(login);
      return wordsGiven([...spoken, { login, at: facts.at }], isAskedFor, delegations).size > given.size;
    })
    .toSorted();
  const reason = {
    kind: "approve",
    by: names.map(({ as }) => as),
    count: Math.max(1, clause.count),
    approvals,
    candidates,
  } as const;

  if (names.some(({ members }) => !members.owned)) {
    const { path, policy } = about;
    return { outcome: "denied", reason, parts: [deny(finding("denied-no-owner", { path }, { path, policy }))] };
  }
  if (approvals.length >= reason.count) return { outcome: "allowed", reason, parts: [] };
  const unknown = names.flatMap(({ members }) => [
    ...members.unread.map(unreadTeam),
    ...members.rejected.map(rejected),
  ]);
  const vain = fruitless(spoken, isAskedFor, { delegations: voices.delegations, whats: about.whats });
  return { outcome: "waiting", reason, parts: [...vain.map(delegationVoid), ...unknown] };
}

/** Whoever approved for somebody, in vain, is told why: else they would think that it is done. */
function delegationVoid({ login, delegation, because }: ReturnType<typeof fruitless>[number]): Decision {
  const { from, what, until } = delegation;
  const reason = { kind: "delegation-void", login, for: from, because, what, until } as const;
  return { outcome: "waiting", reason, parts: [] };
}

/** Nobody of a team that cannot be read counts; whoever wonders why is told. */
export function unreadTeam(team: string): Decision {
  const reason = finding("unknown-team", { path: CODEOWNERS }, { team }, "warning");
  return { outcome: "waiting", reason: { kind: "finding", finding: reason }, parts: [] };
}

function rejected(owner: string): Decision {
  const reason = finding("code-owner-rejected", { path: CODEOWNERS }, { owner }, "warning");
  return { outcome: "waiting", reason: { kind: "finding", finding: reason }, parts: [] };
}

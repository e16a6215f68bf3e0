import type { Access } from "../../model/access.js";
import { allOf, type Decision, type Judgement, type RemovalCause } from "../../model/decision.js";
import type { Account, Facts } from "../../model/facts.js";
import { isError } from "../../model/finding.js";
import { personOf, sameLogin } from "../../model/person.js";
import type { Approver } from "../../model/policy.js";
import type { Request } from "../../model/request.js";
import { actsAlone } from "./acts-alone.js";
import { appliesTo } from "./applies-to.js";
import { accountProblem, unattributed, voicesOn } from "./approvals.js";
import { type ApproveContext, decideApprove } from "./approve.js";
import { covering, delegatorsOf } from "./delegates.js";
import { deny } from "./deny.js";
import { membersOf } from "./members-of.js";

/** A request file that the pull request takes away. */
export interface Removed {
  readonly path: string;
  /** Who holds what it gave, and what it says, as far as either is known. */
  readonly who?: string;
  readonly request?: Request;
  /** Its time is over, or its merge never stood: it gives nothing. */
  readonly ended: boolean;
  /** Who said in a comment, where it was granted, that it is to end. */
  readonly asked?: readonly Account[];
}

/**
 * Judges the removal of requests. What has ended may be cleared away by anybody. What has not is given back by its
 * holder, or taken away by somebody who could have approved it, alone or by approving what another proposes.
 */
export function decideRemovals(input: {
  readonly removed: readonly Removed[];
  readonly access: Access;
  readonly facts: Facts;
}): Judgement {
  const { access, facts } = input;
  // Nobody is a beneficiary of a removal: a holder's approval is as good as giving it back.
  const voices = voicesOn({ people: access.people, facts, beneficiaries: [] });
  const parts = input.removed.map((one) => decideRemoval(one, { access, facts, voices }));
  return { decision: allOf({ kind: "pull-request" }, parts), void: voices.void };
}

function decideRemoval(removed: Removed, context: ApproveContext): Decision {
  const { access, facts } = context;
  if (removed.ended) return removal(removed, "expired", []);
  const asking = [...(actsAlone(access, facts) ? [facts.author] : []), ...(removed.asked ?? [])];
  const rights = asking.map((account) => rightToEnd(account, removed, { access, facts }));
  if (rights.includes("returned")) return removal(removed, "returned", []);
  const errors = access.findings.filter(isError).map(deny);
  if (errors.length > 0) return removal(removed, "unapproved", errors);
  if (rights.includes("approver")) return removal(removed, "approver", []);

  const by = approversOf(removed, access);
  const members = by.map((approver) => membersOf(approver, { access, path: removed.path, facts }));
  const whats = removed.request?.what ?? [];
  // A file that nobody owns is still theirs whom a policy names; the clause would deny it.
  const named = by.filter((_, index) => members[index]?.owned);
  const clause = decideApprove({ by: named, count: 1 }, { path: removed.path, policy: "", whats }, context);
  return removal(removed, clause.outcome === "allowed" ? "approved" : "unapproved", [
    clause,
    ...unattributed(facts).map(deny),
  ]);
}

/**
 * Why this account needs nobody's approval to end it: it is the holder's, or one that could have approved it, for itself
 * or for somebody who let it.
 */
export function rightToEnd(
  account: Account,
  removed: Pick<Removed, "path" | "who" | "request">,
  { access, facts }: { readonly access: Access; readonly facts: Pick<Facts, "teams" | "rejected" | "at"> },
): "returned" | "approver" | undefined {
  const { people } = access;
  if (account.bot || accountProblem(personOf(people, account.login), account) !== undefined) return undefined;
  if (removed.who !== undefined && sameLogin(removed.who, account.login)) return "returned";
  const spoken = { login: account.login, at: facts.at };
  const delegators = delegatorsOf(spoken, covering(people.delegations, removed.request?.what ?? []));
  const approvers = approversOf(removed, access).map((one) => membersOf(one, { access, path: removed.path, facts }));
  const isApprover = (login: string): boolean => approvers.some(({ logins }) => logins.has(login.toLowerCase()));
  return [account.login, ...delegators].some(isApprover) ? "approver" : undefined;
}

/** Everyone who could have approved the request: its code owners, and those whom a policy on it names. */
function approversOf({ request }: Pick<Removed, "request">, { policies }: Access): readonly Approver[] {
  const asked = request?.what ?? [];
  const applying = policies.filter((policy) => asked.some((what) => appliesTo(policy, what)));
  const named = applying.flatMap(({ approve }) => approve.flatMap(({ by }) => by));
  return [{ kind: "codeowners" }, ...named.filter(({ kind }) => kind !== "codeowners")];
}

function removal({ path }: Removed, because: RemovalCause, parts: readonly Decision[]): Decision {
  const reason = { kind: "removal", path, because } as const;
  return parts.length === 0 ? { outcome: "allowed", reason, parts } : allOf(reason, parts);
}

import type { Access } from "../model/access.js";
import { allOf, type Decision, reasonsIn } from "../model/decision.js";
import type { Facts } from "../model/facts.js";
import { type Finding, finding } from "../model/finding.js";
import type { Merge } from "../model/merge.js";
import type { LineCommit } from "../model/provenance.js";
import { unattributed, voicesOn } from "./decide/approvals.js";
import { decideApprove } from "./decide/approve.js";
import { deny } from "./decide/deny.js";
import { bringsHead, mergedBy } from "./merge-shape.js";
import { ownersOf } from "./read/code-owners.js";

/** A commit that changes policy, with what it is judged on. */
export interface PolicyChange extends LineCommit {
  /** The pull request that the forge says this commit merged; absent where there is none. */
  readonly merge?: Merge;
  /** Whether it put on the branch what was reviewed at the merged head, and nothing that somebody wrote beside. */
  readonly asReviewed: boolean;
  /** Of the last commit whose policy came as it must: never what this change, or one that did not, brought. */
  readonly access: Access;
  /** May be absent only where there is no such pull request. */
  readonly facts?: Facts;
}

/** Why the change does not stand; undefined where it does. The decision is there where it came to one. */
export interface JudgedPolicyChange {
  readonly finding?: Finding;
  readonly decision?: Decision;
}

/** Findings name so many paths; a reader who has the commit has them all. */
const SHOWN = 20;

/**
 * Whether a change of policy came as a request must: by the pull request whose merge commit this is, with what was
 * reviewed, approved for that head by a code owner of every path of policy that it changes, as they were before it.
 */
export function judgePolicyChange(change: PolicyChange): JudgedPolicyChange {
  const { commit, parents, access } = change;
  const paths = change.policy.slice(0, SHOWN);
  const merge = mergedBy(commit, parents, change.merge);
  if (merge === undefined) return { finding: finding("policy-direct", {}, { commit, paths }) };
  const { pull } = merge;
  if (!bringsHead(parents, merge) || !change.asReviewed) {
    return { finding: finding("policy-differs", {}, { commit, pull, paths }) };
  }
  if (change.facts === undefined) throw new Error("a change of policy is judged on its facts");
  // Only what was reviewed at the merged head counts, at the moment of the merge, whatever the facts were gathered for.
  const facts: Facts = { ...change.facts, pull, head: merge.head, at: merge.at };
  const decision = decideByOwners(change.policy, access, facts);
  if (decision.outcome === "allowed") return { decision };
  const args = { commit, pull, paths, reasons: reasonsOf(decision) };
  return { finding: finding("policy-unapproved", {}, args), decision };
}

/** One approval of a code owner for each path; nobody speaks for another here, since no role is asked for. */
function decideByOwners(paths: readonly string[], access: Access, facts: Facts): Decision {
  const voices = voicesOn({ people: access.people, facts, beneficiaries: [] });
  // Those of the same owners are one question.
  const questions = new Map(paths.map((path) => [JSON.stringify(ownersOf(access.owners, path) ?? []), path]));
  const clause = { by: [{ kind: "codeowners" }], count: 1 } as const;
  const parts = [...questions.values()]
    .toSorted()
    .map((path) => decideApprove(clause, { path, policy: "", whats: [] }, { access, facts, voices }));
  return allOf({ kind: "pull-request" }, [...unattributed(facts).map(deny), ...parts]);
}

/** `codeowners 0/1`: what is missing; and what denies by itself. */
function reasonsOf(decision: Decision): readonly string[] {
  const reasons = reasonsIn(decision).flatMap((reason) => {
    if (reason.kind === "finding") return [reason.finding.code];
    if (reason.kind !== "approve" || reason.approvals.length >= reason.count) return [];
    return [`${reason.by.join("|")} ${reason.approvals.length}/${reason.count}`];
  });
  return [...new Set(reasons)];
}

import { type JudgedPolicyChange, judgePolicyChange } from "../core/judge-policy-change.js";
import type { Facts } from "../model/facts.js";
import type { TreeChange } from "../model/history.js";
import { isPolicyPath, type LineCommit } from "../model/provenance.js";
import type { PullRequest } from "../ports/forge.js";
import type { Context } from "./context.js";
import { gatherFacts } from "./gather-facts.js";

export interface JudgedPolicyCommit extends JudgedPolicyChange {
  readonly facts?: Facts;
}

/**
 * Judges a commit that changed policy on the facts of its merge: the approvals that stood then, of those whom the last good
 * commit names. Throws a Failure where the forge or git does not answer.
 */
export async function judgePolicyCommit(
  context: Context,
  change: LineCommit,
  good: string,
): Promise<JudgedPolicyCommit> {
  const { forge, history } = context;
  const [first] = change.parents;
  const pull = await forge.pullRequestOfMerge(change.commit);
  await history.ensure(good, `refs/heads/${forge.defaultBranch}`);
  const access = await context.accessAt(good);
  if (first === undefined || !pull?.merged) return judgePolicyChange({ ...change, asReviewed: false, access });
  const facts = await gatherFacts(context, pull, {
    paths: change.policy,
    whats: [],
    always: [{ kind: "codeowners" }],
    access,
    base: first,
    at: pull.merged.at,
  });
  const merge = { pull: pull.number, head: pull.head.commit, commit: pull.merged.commit, at: pull.merged.at };
  const asReviewed = await isAsReviewed(context, change.commit, first, pull);
  return { facts, ...judgePolicyChange({ ...change, merge, asReviewed, access, facts }) };
}

/**
 * Whether the commit changed what its pull request did, or is what git makes of merging it by itself: two changes of one
 * file merge. Where the histories part in several places, nobody knows which of them reviewers were shown.
 */
async function isAsReviewed(
  { history }: Context,
  commit: string,
  first: string,
  { number, head }: PullRequest,
): Promise<boolean> {
  if (!(await history.ensure(head.commit, `refs/pull/${number}/head`))) return false;
  if ((await history.mergeBases(first, head.commit)).length !== 1) return false;
  const [changes, reviewed] = await Promise.all([
    history.changes(first, commit),
    history.changesOf(first, head.commit),
  ]);
  if (policyIn(changes) === policyIn(reviewed)) return true;
  const tree = await history.mergedTree(first, head.commit);
  return tree !== undefined && policyIn(await history.changes(tree, commit)) === policyIn([]);
}

/** What else a repository holds may be merged as anybody likes. */
function policyIn(changes: readonly TreeChange[]): string {
  const policy = changes.filter(({ path }) => isPolicyPath(path));
  return JSON.stringify(policy.map(({ status, path, mode, blob }) => [path, status, mode, blob]).toSorted());
}

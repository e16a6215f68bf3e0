import { mergeTrees } from "../git/history.js";
import type { PullRequest, Repository } from "../world/nouns.js";
import type { World } from "../world/world.js";
import { rulesFor } from "./branch-rules.js";
import { missingFor } from "./pull-requirements.js";

export interface MergeState {
  readonly mergeable: boolean | null;
  readonly state: string;
}

/** Writes the commit that merging would make; Actions check it out as `refs/pull/N/merge`. */
function writeTestMerge(world: World, repository: Repository, issue: PullRequest, base: string, tree: string): void {
  const { pull } = issue;
  const name = `refs/pull/${issue.number}/merge`;
  const noted = testMerges.get(issue);
  if (noted?.base === base && noted.head === pull.headSha) return;
  const date = world.clock.now();
  const identity = { name: "GitHub", email: "noreply@github.com", date };
  const sha = repository.git.writeCommit({
    tree,
    parents: [base, pull.headSha],
    author: { ...identity, name: issue.author.account.login },
    committer: identity,
    message: `Merge ${pull.headSha} into ${base}`,
  });
  repository.git.signed.add(sha);
  repository.git.setRef(name, sha);
  pull.testMergeSha = sha;
  testMerges.set(issue, { base, head: pull.headSha });
}

const testMerges = new WeakMap<PullRequest, { readonly base: string; readonly head: string }>();

/** Whether a pull request can be merged, and why not, as people see it on its page: without anybody's bypass. */
export async function mergeState(world: World, repository: Repository, issue: PullRequest): Promise<MergeState> {
  const { pull } = issue;
  const base = repository.git.ref(`refs/heads/${pull.baseRef}`);
  if (issue.state === "closed" || base === undefined) return { mergeable: null, state: "unknown" };
  const tree = await mergeTrees(repository.git, base, pull.headSha);
  if (tree === undefined) {
    pull.testMergeSha = null;
    return { mergeable: false, state: "dirty" };
  }
  writeTestMerge(world, repository, issue, base, tree);
  if (pull.draft) return { mergeable: true, state: "draft" };
  const sources = rulesFor(world, repository, `refs/heads/${pull.baseRef}`, { kind: "anonymous" });
  const missing = await missingFor(world, repository, issue, sources);
  if (missing.some((each) => each.messages.length > (each.behind ? 1 : 0)))
    return { mergeable: true, state: "blocked" };
  if (missing.length > 0) return { mergeable: true, state: "behind" };
  const runs = repository.checkRuns.filter((run) => run.suite.headSha === pull.headSha);
  const last = new Map(runs.map((run) => [`${run.suite.app.id} ${run.name}`, run]));
  const unstable = [...last.values()].some(
    (run) => run.status !== "completed" || !["success", "neutral", "skipped"].includes(run.conclusion ?? ""),
  );
  return { mergeable: true, state: unstable ? "unstable" : "clean" };
}

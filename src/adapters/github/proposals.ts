import { sameLogin } from "../../model/person.js";
import type { Proposal } from "../../ports/conversation.js";
import type { PullRequest } from "../../ports/forge.js";
import { commitOn } from "./commit-on.js";
import { openOnce } from "./open-once.js";
import { createBranch, deleteBranch, isOwnBranch } from "./own-branches.js";
import { pullRequestOf } from "./pull-requests.js";
import { accountOf, type Repository } from "./repository.js";

/**
 * Opens the pull request that adds these files, or finds it, whatever became of it since: it is opened once, however
 * many runs do so at a time. A branch of that name that somebody else had made before is made anew, so that nobody else
 * has pushed to the one that is proposed.
 */
export async function propose(repository: Repository, proposal: Proposal): Promise<PullRequest> {
  const { branch, base, message, files } = proposal;
  const find = () => findOwn(repository, branch);
  const before = await find();
  if (before) return before;
  const commit = await commitOn(repository, { base, message, changes: files });
  const made = await createBranch(repository, branch, commit);
  // Another run may have opened it meanwhile; where its branch is gone again, it has come to its end too.
  const meanwhile = await find();
  if (meanwhile) {
    if (made && !meanwhile.open) await deleteBranch(repository, branch);
    return meanwhile;
  }
  if (!made && !(await isOwnBranch(repository, branch))) {
    // GitHub keeps who pushed to a branch from when it was created: ours begins with us.
    await deleteBranch(repository, branch);
    await createBranch(repository, branch, commit);
  }
  return openOnce(repository, proposal, find);
}

async function findOwn(repository: Repository, branch: string): Promise<PullRequest | undefined> {
  const { calls, owner, repo, defaultBranch: base } = repository;
  const route = "GET /repos/{owner}/{repo}/pulls";
  // With its owner in front, so that a fork's branch of the same name is another.
  const { data } = await calls.request(route, { owner, repo, base, head: `${owner}:${branch}`, state: "all" });
  const ours = data.find((pull) => sameLogin(accountOf(pull.user).login, repository.self));
  return ours && pullRequestOf(ours);
}

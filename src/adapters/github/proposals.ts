import type { Proposal } from "../../ports/conversation.js";
import { Failure } from "../../ports/failure.js";
import type { PullRequest } from "../../ports/forge.js";
import { statusOf, unless } from "./github-failure.js";
import { pullRequestOf } from "./pull-requests.js";
import type { Repository } from "./repository.js";

/**
 * Opens the pull request that adds these files, or finds it, whatever became of it since: it is opened once. A branch of
 * that name that was there before is made anew, so that nobody else has pushed to the one that is proposed.
 */
export async function propose(repository: Repository, proposal: Proposal): Promise<PullRequest> {
  const before = await find(repository, proposal.branch);
  if (before) return before;
  const commit = await writeCommit(repository, proposal);
  await createBranch(repository, proposal.branch, commit);
  return open(repository, proposal);
}

async function writeCommit({ calls, owner, repo }: Repository, proposal: Proposal): Promise<string> {
  const { base, message, files } = proposal;
  const place = { owner, repo };
  const route = "GET /repos/{owner}/{repo}/git/commits/{commit_sha}";
  const parent = await calls.request(route, { ...place, commit_sha: base });
  const tree = await calls.request("POST /repos/{owner}/{repo}/git/trees", {
    ...place,
    base_tree: parent.data.tree.sha,
    tree: files.map(({ path, text }) => ({ path, mode: "100644" as const, type: "blob" as const, content: text })),
  });
  const commit = await calls.request("POST /repos/{owner}/{repo}/git/commits", {
    ...place,
    message,
    tree: tree.data.sha,
    parents: [base],
  });
  return commit.data.sha;
}

/** GitHub keeps who pushed to a branch from when it was created: ours begins with us. */
async function createBranch({ calls, owner, repo }: Repository, branch: string, sha: string): Promise<void> {
  const place = { owner, repo };
  const remove = calls.request("DELETE /repos/{owner}/{repo}/git/refs/{ref}", { ...place, ref: `heads/${branch}` });
  // GitHub answers 422 where there is no such branch.
  await unless([404, 422], remove);
  const create = { ...place, ref: `refs/heads/${branch}`, sha };
  // It exists where the answer was lost: the commit in it says the same.
  await unless([422], calls.request("POST /repos/{owner}/{repo}/git/refs", create));
}

async function find(repository: Repository, branch: string): Promise<PullRequest | undefined> {
  const { calls, owner, repo, defaultBranch: base, self } = repository;
  const route = "GET /repos/{owner}/{repo}/pulls";
  // With its owner in front, so that a fork's branch of the same name is another.
  const { data } = await calls.request(route, { owner, repo, base, head: `${owner}:${branch}`, state: "all" });
  const ours = data.find(({ user }) => user?.login.toLowerCase() === self.toLowerCase());
  return ours && pullRequestOf(ours);
}

async function open(repository: Repository, proposal: Proposal): Promise<PullRequest> {
  const { calls, owner, repo, defaultBranch: base } = repository;
  const { branch: head, title, body } = proposal;
  try {
    const { data } = await calls.request("POST /repos/{owner}/{repo}/pulls", { owner, repo, base, head, title, body });
    return pullRequestOf(data);
  } catch (error) {
    if (statusOf(error) !== 422 && !(error instanceof Failure && error.transient)) throw error;
    // 422 says that it is open already: the answer was lost, or another run was first.
    const found = await find(repository, head);
    if (found === undefined) throw error;
    return found;
  }
}

import { sameLogin } from "../../model/person.js";
import { unless } from "./github-failure.js";
import { accountOf, type Repository } from "./repository.js";

/** Where another run was first, or its answer was lost, it is there: its commit says the same. */
export async function createBranch({ calls, owner, repo }: Repository, branch: string, sha: string): Promise<void> {
  const create = { owner, repo, ref: `refs/heads/${branch}`, sha };
  await unless([422], calls.request("POST /repos/{owner}/{repo}/git/refs", create));
}

export async function deleteBranch({ calls, owner, repo }: Repository, branch: string): Promise<void> {
  const parameters = { owner, repo, ref: `heads/${branch}` };
  // GitHub answers 422 where there is no such branch.
  await unless([404, 422], calls.request("DELETE /repos/{owner}/{repo}/git/refs/{ref}", parameters));
}

/** A call where there is none, as there should be; one more for each. */
export async function mergedBranches(repository: Repository, prefix: string): Promise<readonly string[]> {
  const { calls, owner, repo } = repository;
  const ref = `heads/${prefix}`;
  const { data } = await calls.request("GET /repos/{owner}/{repo}/git/matching-refs/{ref}", { owner, repo, ref });
  const merged: string[] = [];
  for (const branch of data.map((one) => one.ref.replace(/^refs\/heads\//, ""))) {
    const of = { owner, repo, head: `${owner}:${branch}`, state: "all" } as const;
    const { data: pulls } = await calls.request("GET /repos/{owner}/{repo}/pulls", of);
    const all =
      pulls.length > 0 &&
      pulls.every((pull) => pull.merged_at !== null && sameLogin(accountOf(pull.user).login, repository.self));
    if (all) merged.push(branch);
  }
  return merged;
}

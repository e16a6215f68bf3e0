import { sameLogin } from "../../model/person.js";
import { readActivities } from "./branch-activities.js";
import { unless } from "./github-failure.js";
import { accountOf, type Repository } from "./repository.js";

/** False where it is there already: another run was first, its answer was lost, or somebody else made it. */
export async function createBranch({ calls, owner, repo }: Repository, branch: string, sha: string): Promise<boolean> {
  const create = { owner, repo, ref: `refs/heads/${branch}`, sha };
  return (await unless([422], calls.request("POST /repos/{owner}/{repo}/git/refs", create))) !== undefined;
}

/** Whether nobody but us has moved the branch since it was made. */
export async function isOwnBranch(repository: Repository, branch: string): Promise<boolean> {
  const activities = await readActivities(repository, branch);
  const made = activities.findIndex(({ activity_type: type }) => type === "branch_creation");
  const since = activities.slice(0, made + 1);
  return since.length > 0 && since.every(({ actor }) => sameLogin(accountOf(actor).login, repository.self));
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

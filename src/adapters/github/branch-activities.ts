import type { Repository } from "./repository.js";

/**
 * What was done to a branch, the last first.
 * https://docs.github.com/en/rest/repos/repos#list-repository-activities
 */
export async function readActivities({ calls, owner, repo }: Repository, branch: string) {
  const ref = `refs/heads/${branch}`;
  const all = await calls.paginate("GET /repos/{owner}/{repo}/activity", { owner, repo, ref, direction: "desc" });
  return all.filter((one) => one.ref === ref);
}

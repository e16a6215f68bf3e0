import type { History } from "../../ports/history.js";
import type { Repository } from "./repository.js";

/** What GitHub keeps of a branch that was forced to another commit, or deleted. */
const REWRITES = ["force_push", "branch_deletion"] as const;

/**
 * The commit that a branch held last of those that it lost, by GitHub's own account of who moved it; undefined where it
 * only ever grew, or holds again what it had lost. What was lost up to `known` is not told again: of several times that
 * the same was lost, up to the first.
 * https://docs.github.com/en/rest/repos/repos#list-repository-activities
 */
export async function lastLost(
  { calls, owner, repo }: Repository,
  history: Pick<History, "branch" | "isIn">,
  branch: string,
  known: string | undefined,
): Promise<string | undefined> {
  const ref = `refs/heads/${branch}`;
  const lists = await Promise.all(
    REWRITES.map((type) =>
      calls.paginate("GET /repos/{owner}/{repo}/activity", { owner, repo, ref, activity_type: type }),
    ),
  );
  const rewrites = lists
    .flat()
    .filter((one) => one.ref === ref)
    .sort((one, other) => (one.id < other.id ? -1 : 1));
  const accepted = rewrites.findIndex(({ before }) => before === known);
  const head = await history.branch(branch);
  for (const { before } of rewrites.slice(accepted + 1).reverse()) {
    if (head === undefined || !(await history.isIn(head, before))) return before;
  }
  return undefined;
}

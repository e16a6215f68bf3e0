import type { Instant } from "../../model/instant.js";
import { Failure } from "../../ports/failure.js";
import type { PullRequest, Push } from "../../ports/forge.js";
import { readActivities } from "./branch-activities.js";
import { instantIn } from "./pull-requests.js";
import { accountOf, type Repository } from "./repository.js";

/**
 * Every push that led to the pull request's head, until an instant or until now; making the branch with commits is
 * pushing. A branch that was deleted and restored while the pull request was there is read back to its first life.
 */
export async function readPushes(
  repository: Repository,
  { number, opened, head }: PullRequest,
  at: Instant | undefined,
): Promise<readonly Push[]> {
  const all = await readActivities(repository, head.branch);
  const activities = all.filter(({ timestamp }) => at === undefined || instantIn(timestamp) <= at);
  const last = activities.findIndex(({ after }) => after === head.commit);
  if (last < 0) {
    // GitHub notes a push a moment after it took it.
    throw new Failure(`#${number}: GitHub does not say yet who pushed ${head.commit}`, { transient: true });
  }
  const first = activities.findIndex(
    ({ activity_type: type, timestamp }, index) =>
      index >= last && type === "branch_creation" && instantIn(timestamp) <= opened,
  );
  if (first < 0) {
    throw new Failure(`#${number}: GitHub does not say who made the branch ${head.branch}`, { transient: false });
  }
  return activities
    .slice(last, first + 1)
    .filter((one) => one.activity_type !== "branch_deletion")
    .map(({ actor, before, after }) => ({ by: accountOf(actor), before, after }));
}

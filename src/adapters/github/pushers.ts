import type { Account } from "../../model/facts.js";
import type { Instant } from "../../model/instant.js";
import { Failure } from "../../ports/failure.js";
import type { PullRequest } from "../../ports/forge.js";
import { instantIn } from "./pull-requests.js";
import { accountOf, type Repository } from "./repository.js";

/**
 * Who pushed to the pull request's branch since it was last created, until an instant or until now; creating it with
 * commits is pushing. https://docs.github.com/en/rest/repos/repos#list-repository-activities
 */
export async function readPushers(
  { calls }: Repository,
  pull: PullRequest,
  at: Instant | undefined,
): Promise<readonly Account[]> {
  const [owner = "", repo = ""] = pull.head.repository?.split("/") ?? [];
  if (repo === "") {
    // Nobody may count as an approver when it cannot be known who is none.
    throw new Failure(`#${pull.number}: its repository is gone, so that nobody can say who pushed to it`, {
      transient: false,
    });
  }
  const ref = `refs/heads/${pull.head.branch}`;
  const activities = await calls.paginate("GET /repos/{owner}/{repo}/activity", {
    owner,
    repo,
    ref,
    direction: "desc",
  });
  const pushers = new Map<string, Account>();
  for (const activity of activities) {
    if (activity.ref !== ref || (at !== undefined && instantIn(activity.timestamp) > at)) continue;
    if (activity.activity_type === "branch_deletion") continue;
    const account = accountOf(activity.actor);
    pushers.set(account.login.toLowerCase(), account);
    // What was pushed before belongs to an earlier branch of the same name.
    if (activity.activity_type === "branch_creation") break;
  }
  return [...pushers.values()];
}

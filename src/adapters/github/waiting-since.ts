import { type Instant, instantOf } from "../../model/instant.js";
import type { PullRequest } from "../../ports/forge.js";
import { instantIn } from "./pull-requests.js";
import type { Repository } from "./repository.js";

/** https://docs.github.com/en/rest/using-the-rest-api/issue-event-types */
const BEGUN_ANEW = /^(?:reopened|ready_for_review)$/;

/** The last moment at which somebody did something for it. Dates of commits are anybody's: pushes are GitHub's own account. */
export async function readWaitingSince(repository: Repository, pull: PullRequest): Promise<Instant> {
  const [events, pushes] = await Promise.all([eventTimes(repository, pull), pushTimes(repository, pull)]);
  return instantOf(Math.max(pull.opened, ...events, ...pushes));
}

async function eventTimes({ calls, owner, repo }: Repository, { number }: PullRequest): Promise<readonly Instant[]> {
  const route = "GET /repos/{owner}/{repo}/issues/{issue_number}/events";
  const events = await calls.paginate(route, { owner, repo, issue_number: number });
  return events.filter(({ event }) => BEGUN_ANEW.test(event)).map(({ created_at: at }) => instantIn(at));
}

/** The branch's last push: the newest of its activities. */
async function pushTimes({ calls }: Repository, { head }: PullRequest): Promise<readonly Instant[]> {
  const [owner = "", repo = ""] = head.repository?.split("/") ?? [];
  // Its repository is gone: nobody can push there.
  if (repo === "") return [];
  const ref = `refs/heads/${head.branch}`;
  const parameters = { owner, repo, ref, direction: "desc", per_page: 1 } as const;
  const { data } = await calls.request("GET /repos/{owner}/{repo}/activity", parameters);
  return data.filter((activity) => activity.ref === ref).map(({ timestamp }) => instantIn(timestamp));
}

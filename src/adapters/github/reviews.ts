import type { Review } from "../../model/facts.js";
import type { Instant } from "../../model/instant.js";
import { instantIn } from "./pull-requests.js";
import { accountOf, type Repository } from "./repository.js";

const STATES: Readonly<Record<string, Review["state"]>> = {
  approved: "approved",
  changes_requested: "changes-requested",
  commented: "commented",
  dismissed: "dismissed",
};

/**
 * Reviews as they stood at an instant, oldest first. GitHub keeps a dismissed review's former state in the event of its
 * dismissal alone, which is read only where there is one.
 * https://docs.github.com/en/rest/using-the-rest-api/issue-event-types#review_dismissed
 */
export async function readReviews(repository: Repository, pull: number, at: Instant): Promise<readonly Review[]> {
  const { calls, owner, repo } = repository;
  const route = "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews";
  const all = await calls.paginate(route, { owner, repo, pull_number: pull });
  // A pending review was not submitted: nobody but its author sees it.
  const submitted = all.filter((review) => review.submitted_at && instantIn(review.submitted_at) <= at);
  const undone = submitted.some((review) => review.state === "DISMISSED")
    ? await dismissedAfter(repository, pull, at)
    : new Map<number, string>();
  return submitted.flatMap((review) => {
    const state = STATES[(undone.get(review.id) ?? review.state).toLowerCase()];
    if (state === undefined) return [];
    // Where GitHub has lost the commit, the review is of none that could be the head.
    return [{ by: accountOf(review.user), state, commit: review.commit_id ?? "", at: instantIn(review.submitted_at) }];
  });
}

/** The states that reviews had at the instant and lost later, by id. */
async function dismissedAfter(repository: Repository, pull: number, at: Instant): Promise<ReadonlyMap<number, string>> {
  const { calls, owner, repo } = repository;
  const route = "GET /repos/{owner}/{repo}/issues/{issue_number}/events";
  const events = await calls.paginate(route, { owner, repo, issue_number: pull });
  return new Map(
    events.flatMap((event) => {
      const dismissed = "dismissed_review" in event ? event.dismissed_review : undefined;
      const later = dismissed && event.created_at && instantIn(event.created_at) > at;
      return later ? [[dismissed.review_id, dismissed.state] as const] : [];
    }),
  );
}

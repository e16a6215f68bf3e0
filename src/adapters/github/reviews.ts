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

/** A pull request pointed at another branch shows another difference under the same head commit. */
const RETARGETED = /^(?:base_ref_changed|automatic_base_change_succeeded)$/;

/**
 * Reviews as they stood at an instant, or as they stand; oldest first. GitHub keeps a dismissed review's former state in
 * the event of its dismissal alone, and no review says which base it was made against: the events are read where there
 * is an approval, or what was one.
 * https://docs.github.com/en/rest/using-the-rest-api/issue-event-types#review_dismissed
 */
export async function readReviews(
  repository: Repository,
  pull: number,
  at: Instant | undefined,
): Promise<readonly Review[]> {
  const { calls, owner, repo } = repository;
  const route = "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews";
  const all = await calls.paginate(route, { owner, repo, pull_number: pull });
  const until = at ?? Number.POSITIVE_INFINITY;
  // A pending review was not submitted: nobody but its author sees it.
  const submitted = all.filter((review) => review.submitted_at && instantIn(review.submitted_at) <= until);
  const decisive = submitted.some((review) => review.state === "DISMISSED" || review.state === "APPROVED");
  const { undone, dismissed, retargeted } = decisive ? await eventsOf(repository, pull, until) : NOTHING;
  return submitted.flatMap((review) => {
    const state = STATES[(undone.get(review.id) ?? review.state).toLowerCase()];
    if (state === undefined) return [];
    const was = STATES[(dismissed.get(review.id) ?? "").toLowerCase()];
    const given = instantIn(review.submitted_at);
    // Where GitHub has lost the commit, the review is of none that could be the head.
    const commit = given <= retargeted ? "" : (review.commit_id ?? "");
    const before = state === "dismissed" && (was === "approved" || was === "changes-requested") ? { was } : {};
    return [{ by: accountOf(review.user), state, ...before, commit, at: given }];
  });
}

interface Events {
  /** The states that reviews had at the instant and lost later, by id. */
  readonly undone: ReadonlyMap<number, string>;
  /** The states that reviews had before they were dismissed, until the instant; by id. */
  readonly dismissed: ReadonlyMap<number, string>;
  /** When the pull request was last pointed at another branch, before the instant. */
  readonly retargeted: number;
}

const NOTHING: Events = { undone: new Map(), dismissed: new Map(), retargeted: Number.NEGATIVE_INFINITY };

async function eventsOf(repository: Repository, pull: number, until: number): Promise<Events> {
  const { calls, owner, repo } = repository;
  const route = "GET /repos/{owner}/{repo}/issues/{issue_number}/events";
  const events = await calls.paginate(route, { owner, repo, issue_number: pull });
  const undone = new Map<number, string>();
  const dismissed = new Map<number, string>();
  let { retargeted } = NOTHING;
  for (const event of events) {
    if (!event.created_at) continue;
    const at = instantIn(event.created_at);
    const review = "dismissed_review" in event ? event.dismissed_review : undefined;
    if (review) (at > until ? undone : dismissed).set(review.review_id, review.state);
    if (RETARGETED.test(event.event) && at <= until) retargeted = Math.max(retargeted, at);
  }
  return { undone, dismissed, retargeted };
}

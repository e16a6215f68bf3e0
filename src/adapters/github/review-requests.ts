import { sameLogin } from "../../model/person.js";
import type { PullRequest } from "../../ports/forge.js";
import { statusOf, unless } from "./github-failure.js";
import { accountOf, type Repository } from "./repository.js";

/**
 * Asks those who were not asked yet: GitHub tells each of them once. Somebody who has reviewed this head is not asked
 * again, nor is one whose request somebody took back; one whom GitHub does not let review is left out, for the others'
 * sake. Who was asked and can no longer help stays asked.
 */
export async function requestReviews(
  repository: Repository,
  pull: PullRequest,
  logins: readonly string[],
): Promise<void> {
  const { calls, owner, repo } = repository;
  const wanted = logins.filter((login) => !sameLogin(login, pull.author.login));
  if (wanted.length === 0) return;
  const place = { owner, repo, pull_number: pull.number };
  const requested = await calls.request("GET /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers", place);
  const reviews = await calls.paginate("GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews", place);
  const asked = [
    ...requested.data.users.map(({ login }) => login),
    ...reviews.filter((review) => review.commit_id === pull.head.commit).map((review) => accountOf(review.user).login),
  ];
  const unasked = wanted.filter((login) => !asked.some((other) => sameLogin(login, other)));
  if (unasked.length === 0) return;
  const takenBack = await takenBackIn(repository, pull.number);
  const missing = unasked.filter((login) => !takenBack.has(login.toLowerCase()));
  if (missing.length === 0) return;
  const route = "POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers";
  try {
    await calls.request(route, { ...place, reviewers: missing });
  } catch (error) {
    // One who is no collaborator makes GitHub refuse all of them.
    if (statusOf(error) !== 422 || missing.length === 1) {
      if (statusOf(error) === 422) return;
      throw error;
    }
    for (const login of missing) await unless([422], calls.request(route, { ...place, reviewers: [login] }));
  }
}

/** Logins in lower case of those whose last request was taken back, by themselves or by somebody who knows better. */
async function takenBackIn({ calls, owner, repo }: Repository, pull: number): Promise<ReadonlySet<string>> {
  const route = "GET /repos/{owner}/{repo}/issues/{issue_number}/events";
  const events = await calls.paginate(route, { owner, repo, issue_number: pull });
  const takenBack = new Set<string>();
  for (const event of events) {
    const login = "requested_reviewer" in event ? event.requested_reviewer?.login.toLowerCase() : undefined;
    if (login === undefined) continue;
    if (event.event === "review_requested") takenBack.delete(login);
    if (event.event === "review_request_removed") takenBack.add(login);
  }
  return takenBack;
}

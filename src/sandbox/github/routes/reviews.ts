import { dismiss, emitReview } from "../effects/issue-effects.js";
import { optionalText, text } from "../http/body.js";
import { notFound, problem } from "../http/problem.js";
import {
  type Answer,
  author,
  numberParam,
  ok,
  page,
  type RepositoryRequest,
  type Route,
  repositoryRoute,
} from "../http/route.js";
import { reviewShape } from "../shapes/pull.js";
import { canWrite } from "../world/access.js";
import type { PullRequest, Review, ReviewState } from "../world/nouns.js";
import { membersOf } from "../world/world.js";
import { checkLength } from "./issues.js";
import { pullOf } from "./pulls.js";

/** Reviews, each bound to the commit that was looked at. */

const STATES: Readonly<Record<string, ReviewState>> = {
  APPROVE: "APPROVED",
  REQUEST_CHANGES: "CHANGES_REQUESTED",
  COMMENT: "COMMENTED",
};

function reviewOf(request: RepositoryRequest, issue: PullRequest): Review {
  const id = numberParam(request, "review_id");
  const review = issue.pull.reviews.find((each) => each.id === id);
  if (!review) throw notFound();
  return review;
}

/** A review that was not submitted yet is seen by its author only. */
function list(request: RepositoryRequest): Answer {
  const { github, repository, actor } = request;
  const issue = pullOf(request);
  const visible = issue.pull.reviews.filter(
    (review) => review.state !== "PENDING" || ("account" in actor && review.author.account === actor.account),
  );
  return page(
    request,
    visible.map((review) => reviewShape(github.world, repository, issue, review)),
  );
}

function stateOf(request: RepositoryRequest, issue: PullRequest, event: string): ReviewState {
  const state = STATES[event];
  if (!state) throw problem(422, "Unprocessable Entity", [`Event ${event} is not a valid event.`]);
  const own = author(request).account === issue.author.account;
  if (own && state === "APPROVED")
    throw problem(422, "Unprocessable Entity", ["Can not approve your own pull request"]);
  if (own && state === "CHANGES_REQUESTED")
    throw problem(422, "Unprocessable Entity", ["Can not request changes on your own pull request"]);
  const body = optionalText(request.body, "body") ?? "";
  if (state !== "APPROVED" && body === "")
    throw problem(422, "Unprocessable Entity", ["Could not create review, body can't be blank"]);
  return state;
}

function submit(request: RepositoryRequest, issue: PullRequest, review: Review): void {
  const { github, repository } = request;
  const actor = author(request);
  issue.updatedAt = github.world.clock.now();
  review.submittedAt = github.world.clock.now();
  issue.pull.requestedReviewers.delete(actor.account);
  for (const team of issue.pull.requestedTeams) {
    if (membersOf(github.world, team).has(actor.account)) issue.pull.requestedTeams.delete(team);
  }
  emitReview(github, repository, issue, review, actor, "submitted");
}

async function create(request: RepositoryRequest): Promise<Answer> {
  const { github, repository, body } = request;
  const actor = author(request);
  const issue = pullOf(request);
  checkLength(body, "PullRequestReview");
  const event = optionalText(body, "event");
  const state = event === undefined ? "PENDING" : stateOf(request, issue, event);
  const commitId = optionalText(body, "commit_id") ?? issue.pull.headSha;
  if (!(await repository.git.commit(commitId)))
    throw problem(422, "Unprocessable Entity", ["The specified commit was not found in the pull request."]);
  if (issue.pull.reviews.some((each) => each.state === "PENDING" && each.author.account === actor.account))
    throw problem(422, "Unprocessable Entity", ["User can only have one pending review per pull request"]);
  const review: Review = {
    id: github.world.nextId(),
    author: actor,
    commitId,
    body: optionalText(body, "body") ?? "",
    state,
    submittedAt: undefined,
  };
  issue.pull.reviews.push(review);
  if (state !== "PENDING") submit(request, issue, review);
  return ok(reviewShape(github.world, repository, issue, review));
}

function own(request: RepositoryRequest, issue: PullRequest): Review {
  const review = reviewOf(request, issue);
  if (review.author.account !== author(request).account) throw notFound();
  return review;
}

function submitPending(request: RepositoryRequest): Answer {
  const { github, repository, body } = request;
  const issue = pullOf(request);
  const review = own(request, issue);
  if (review.state !== "PENDING") throw problem(422, "Can not submit a review that is not pending");
  review.state = stateOf(request, issue, text(body, "event"));
  review.body = optionalText(body, "body") ?? review.body;
  submit(request, issue, review);
  return ok(reviewShape(github.world, repository, issue, review));
}

function deletePending(request: RepositoryRequest): Answer {
  const { github, repository } = request;
  const issue = pullOf(request);
  const review = own(request, issue);
  if (review.state !== "PENDING") throw problem(422, "Can not delete a non-pending pull request review");
  issue.pull.reviews.splice(issue.pull.reviews.indexOf(review), 1);
  return ok(reviewShape(github.world, repository, issue, review));
}

function edit(request: RepositoryRequest): Answer {
  const { github, repository, body } = request;
  const issue = pullOf(request);
  const review = own(request, issue);
  review.body = text(body, "body");
  emitReview(github, repository, issue, review, author(request), "edited");
  return ok(reviewShape(github.world, repository, issue, review));
}

function dismissReview(request: RepositoryRequest): Answer {
  const { github, repository, body } = request;
  const issue = pullOf(request);
  const actor = author(request);
  const review = reviewOf(request, issue);
  const message = text(body, "message");
  if (actor.kind === "user" && !canWrite(github.world, repository, actor))
    throw problem(403, "Must have admin rights to Repository.");
  if (review.state !== "APPROVED" && review.state !== "CHANGES_REQUESTED")
    throw problem(422, "Validation Failed", [`Can not dismiss a ${review.state.toLowerCase()} pull request review`]);
  dismiss(github, repository, issue, review, actor, message);
  return ok(reviewShape(github.world, repository, issue, review));
}

const REVIEWS = "/repos/{owner}/{repo}/pulls/{pull_number}/reviews";

export const reviewRoutes: readonly Route[] = [
  repositoryRoute(`GET ${REVIEWS}`, "pull_requests:read", list),
  repositoryRoute(`POST ${REVIEWS}`, "pull_requests:write", create, "read"),
  repositoryRoute(`GET ${REVIEWS}/{review_id}`, "pull_requests:read", (request) => {
    const issue = pullOf(request);
    return ok(reviewShape(request.github.world, request.repository, issue, reviewOf(request, issue)));
  }),
  repositoryRoute(`PUT ${REVIEWS}/{review_id}`, "pull_requests:write", edit, "read"),
  repositoryRoute(`DELETE ${REVIEWS}/{review_id}`, "pull_requests:write", deletePending, "read"),
  repositoryRoute(`POST ${REVIEWS}/{review_id}/events`, "pull_requests:write", submitPending, "read"),
  repositoryRoute(`PUT ${REVIEWS}/{review_id}/dismissals`, "pull_requests:write", dismissReview, "read"),
];

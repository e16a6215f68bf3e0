import { isPull } from "../effects/issue-effects.js";
import { commitsBetween } from "../git/history.js";
import { type Answer, page, type RepositoryRequest, type Route, repositoryRoute } from "../http/route.js";
import { gitCommitShape } from "../shapes/commit.js";
import type { Shape } from "../shapes/common.js";
import { commentShape, issueEventShape } from "../shapes/issue.js";
import { reviewShape, startOf } from "../shapes/pull.js";
import { simpleUser } from "../shapes/user.js";
import { issueOf } from "./issues.js";

/** What happened to an issue, in order: `/events` tells changes of state, `/timeline` comments, reviews and commits too. */

function events(request: RepositoryRequest): Answer {
  const { github, repository } = request;
  return page(
    request,
    issueOf(request).events.map((event) => issueEventShape(github.world, repository, event)),
  );
}

async function timeline(request: RepositoryRequest): Promise<Answer> {
  const { github, repository } = request;
  const { world } = github;
  const issue = issueOf(request);
  const told: { readonly at: number; readonly id: number; readonly shape: Shape }[] = [
    ...issue.events.map((event) => ({
      at: event.createdAt,
      id: event.id,
      shape: {
        ...issueEventShape(world, repository, event),
        ...(event.event === "closed" || event.event === "reopened" ? { state_reason: issue.stateReason } : {}),
      },
    })),
    ...issue.comments.map((comment) => ({
      at: comment.createdAt,
      id: comment.id,
      shape: {
        event: "commented",
        actor: simpleUser(world, comment.author.account),
        ...commentShape(world, repository, issue, comment),
      },
    })),
  ];
  const commits: Shape[] = [];
  if (isPull(issue)) {
    for (const review of issue.pull.reviews) {
      if (review.state === "PENDING") continue;
      const shape = reviewShape(world, repository, issue, review);
      told.push({
        at: review.submittedAt ?? 0,
        id: review.id,
        shape: { event: "reviewed", ...shape, state: review.state.toLowerCase() },
      });
    }
    const shas = await commitsBetween(repository.git, await startOf(repository, issue), issue.pull.headSha);
    for (const sha of shas) {
      const commit = await repository.git.commit(sha);
      if (commit) commits.push({ event: "committed", ...gitCommitShape(world, repository, sha, commit) });
    }
  }
  told.sort((a, b) => a.at - b.at || a.id - b.id);
  return page(request, [...commits, ...told.map(({ shape }) => shape)]);
}

export const timelineRoutes: readonly Route[] = [
  repositoryRoute("GET /repos/{owner}/{repo}/issues/{issue_number}/events", "issues:read|pull_requests:read", events),
  repositoryRoute(
    "GET /repos/{owner}/{repo}/issues/{issue_number}/timeline",
    "issues:read|pull_requests:read",
    timeline,
  ),
];

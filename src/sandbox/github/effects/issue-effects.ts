import type { GitHub } from "../github.js";
import { ownersOfPull } from "../rules/code-owner-reviews.js";
import type { Shape } from "../shapes/common.js";
import { webhookTeam } from "../shapes/organization.js";
import { fullPull, pullShape, reviewShape } from "../shapes/pull.js";
import { simpleUser } from "../shapes/user.js";
import { webhookIssue, webhookPull } from "../shapes/webhook-forms.js";
import type { Account, Author, Issue, IssueEvent, PullRequest, Repository, Review, Team } from "../world/nouns.js";

/** What happens besides, when an issue or a pull request changes: its timeline, and who is told. */

export function note(
  github: GitHub,
  issue: Issue,
  actor: Author,
  event: string,
  more: Partial<Omit<IssueEvent, "id" | "event" | "actor" | "createdAt">> = {},
): void {
  const { world } = github;
  issue.updatedAt = world.clock.now();
  issue.events.push({ id: world.nextId(), event, actor, createdAt: world.clock.now(), commitId: null, ...more });
}

export async function emitPull(
  github: GitHub,
  repository: Repository,
  issue: PullRequest,
  actor: Author,
  action: string,
  more: Shape = {},
): Promise<void> {
  github.webhooks.emit("pull_request", repository, actor.account, {
    action,
    number: issue.number,
    pull_request: webhookPull(github.world, issue, await fullPull(github.world, repository, issue)),
    ...more,
  });
}

export function emitIssue(
  github: GitHub,
  repository: Repository,
  issue: Issue,
  actor: Author,
  action: string,
  more: Shape = {},
): void {
  github.webhooks.emit("issues", repository, actor.account, {
    action,
    issue: webhookIssue(github.world, repository, issue),
    ...more,
  });
}

/** In webhooks a review has a state in small letters, and its pull request is the short one. */
export function emitReview(
  github: GitHub,
  repository: Repository,
  issue: PullRequest,
  review: Review,
  actor: Author,
  action: string,
): void {
  github.webhooks.emit("pull_request_review", repository, actor.account, {
    action,
    review: {
      ...reviewShape(github.world, repository, issue, review),
      body: review.body === "" ? null : review.body,
      state: review.state.toLowerCase(),
    },
    pull_request: webhookPull(github.world, issue, pullShape(github.world, repository, issue)),
  });
}

export async function close(
  github: GitHub,
  repository: Repository,
  issue: Issue,
  actor: Author,
  reason: string | null,
): Promise<void> {
  issue.state = "closed";
  issue.stateReason = reason;
  issue.closedAt = github.world.clock.now();
  issue.closedBy = actor.account;
  note(github, issue, actor, "closed");
  if (isPull(issue)) await emitPull(github, repository, issue, actor, "closed");
  else emitIssue(github, repository, issue, actor, "closed");
}

export async function reopen(github: GitHub, repository: Repository, issue: Issue, actor: Author): Promise<void> {
  issue.state = "open";
  issue.stateReason = isPull(issue) ? null : "reopened";
  issue.closedAt = undefined;
  issue.closedBy = undefined;
  note(github, issue, actor, "reopened");
  if (isPull(issue)) await emitPull(github, repository, issue, actor, "reopened");
  else emitIssue(github, repository, issue, actor, "reopened");
}

export function isPull(issue: Issue): issue is PullRequest {
  return issue.pull !== undefined;
}

/** Marks a pull request merged; a closing that came by a merge. */
export async function markMerged(
  github: GitHub,
  repository: Repository,
  issue: PullRequest,
  actor: Author,
  sha: string,
): Promise<void> {
  issue.pull.merged = { at: github.world.clock.now(), by: actor, sha };
  note(github, issue, actor, "merged", { commitId: sha });
  await close(github, repository, issue, actor, null);
}

export async function requestReview(
  github: GitHub,
  repository: Repository,
  issue: PullRequest,
  actor: Author,
  reviewers: { readonly accounts: Iterable<Account>; readonly teams: Iterable<Team> },
): Promise<void> {
  for (const account of reviewers.accounts) {
    if (account === issue.author.account || issue.pull.requestedReviewers.has(account)) continue;
    issue.pull.requestedReviewers.add(account);
    note(github, issue, actor, "review_requested", { requestedReviewer: account });
    const requested_reviewer = simpleUser(github.world, account);
    await emitPull(github, repository, issue, actor, "review_requested", { requested_reviewer });
  }
  for (const team of reviewers.teams) {
    if (issue.pull.requestedTeams.has(team)) continue;
    issue.pull.requestedTeams.add(team);
    note(github, issue, actor, "review_requested", { requestedTeam: team });
    const requested_team = webhookTeam(github.world, team);
    await emitPull(github, repository, issue, actor, "review_requested", { requested_team });
  }
}

/** Code owners are asked by themselves, unless they have been heard already. */
export async function requestCodeOwners(
  github: GitHub,
  repository: Repository,
  issue: PullRequest,
  actor: Author,
): Promise<void> {
  if (issue.pull.draft) return;
  const owners = await ownersOfPull(github.world, repository, issue);
  const heard = new Set(issue.pull.reviews.map((review) => review.author.account));
  const accounts = new Set(owners.flatMap((each) => [...each.users]).filter((account) => !heard.has(account)));
  const teams = new Set(owners.flatMap((each) => [...each.teams]));
  await requestReview(github, repository, issue, actor, { accounts, teams });
}

export function dismiss(
  github: GitHub,
  repository: Repository,
  issue: PullRequest,
  review: Review,
  actor: Author,
  message: string | null,
  commitId?: string,
): void {
  const state = review.state.toLowerCase();
  review.state = "DISMISSED";
  note(github, issue, actor, "review_dismissed", {
    dismissed: { state, reviewId: review.id, message, ...(commitId === undefined ? {} : { commitId }) },
  });
  emitReview(github, repository, issue, review, actor, "dismissed");
}

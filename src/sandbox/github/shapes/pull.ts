import { changedFiles, commitsBetween, mergeBase } from "../git/history.js";
import { mergeState } from "../rules/merge-state.js";
import { associationOf } from "../world/access.js";
import type { PullRequest, Repository, Review } from "../world/nouns.js";
import { fullName, type World } from "../world/world.js";
import { api, nodeId, type Shape, timestamp, timestampOrNull } from "./common.js";
import { htmlUrl, issueUrl, labelShape } from "./issue.js";
import { simpleTeam, teamShape } from "./organization.js";
import { pullRepository } from "./repository.js";
import { simpleUser } from "./user.js";

export function pullUrl(world: World, repository: Repository, pull: PullRequest): string {
  return api(world, `/repos/${fullName(repository)}/pulls/${pull.number}`);
}

/** A pull request as it stands in lists. */
export function pullShape(world: World, repository: Repository, issue: PullRequest): Shape {
  const { pull } = issue;
  const url = pullUrl(world, repository, issue);
  const html = htmlUrl(world, repository, issue);
  const base = api(world, `/repos/${fullName(repository)}`);
  const side = (of: Repository, ref: string, sha: string) => ({
    label: `${of.owner.login}:${ref}`,
    ref,
    sha,
    user: simpleUser(world, of.owner),
    repo: pullRepository(world, of),
  });
  const links = {
    self: url,
    html,
    issue: issueUrl(world, repository, issue),
    comments: `${issueUrl(world, repository, issue)}/comments`,
    review_comments: `${url}/comments`,
    review_comment: `${base}/pulls/comments{/number}`,
    commits: `${url}/commits`,
    statuses: `${base}/statuses/${pull.headSha}`,
  };
  const assignees = [...issue.assignees].map((account) => simpleUser(world, account));
  return {
    url,
    id: pull.id,
    node_id: nodeId("PR", pull.id),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: links.issue,
    number: issue.number,
    state: issue.state,
    locked: false,
    title: issue.title,
    user: simpleUser(world, issue.author.account),
    body: issue.body,
    created_at: timestamp(issue.createdAt),
    updated_at: timestamp(issue.updatedAt),
    closed_at: timestampOrNull(issue.closedAt),
    merged_at: timestampOrNull(pull.merged?.at),
    merge_commit_sha: pull.merged?.sha ?? pull.testMergeSha,
    assignee: assignees[0] ?? null,
    assignees,
    requested_reviewers: [...pull.requestedReviewers].map((account) => simpleUser(world, account)),
    requested_teams: [...pull.requestedTeams].map((team) => teamShape(world, team)),
    labels: [...issue.labels].map((label) => labelShape(world, repository, label)),
    milestone: null,
    draft: pull.draft,
    commits_url: links.commits,
    review_comments_url: links.review_comments,
    review_comment_url: links.review_comment,
    comments_url: links.comments,
    statuses_url: links.statuses,
    head: side(pull.headRepository, pull.headRef, pull.headSha),
    base: side(repository, pull.baseRef, pull.baseSha),
    _links: Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }])),
    author_association: associationOf(world, repository, issue.author.account),
    auto_merge: null,
    active_lock_reason: null,
  };
}

/** Where a pull request's own changes begin: the last commit that its head shares with the base. */
export async function startOf(repository: Repository, issue: PullRequest): Promise<string | undefined> {
  const { pull } = issue;
  // After a merge the base contains the head; what it was at the merge is the first parent, or what was noted then.
  if (issue.state === "closed") return mergeBase(repository.git, pull.baseSha, pull.headSha);
  const base = repository.git.ref(`refs/heads/${pull.baseRef}`) ?? pull.baseSha;
  return mergeBase(repository.git, base, pull.headSha);
}

/** A single pull request, with what only git can tell: its size, and whether it can be merged. */
export async function fullPull(world: World, repository: Repository, issue: PullRequest): Promise<Shape> {
  const { pull } = issue;
  const [state, start] = await Promise.all([mergeState(world, repository, issue), startOf(repository, issue)]);
  const [files, commits] = await Promise.all([
    start === undefined ? [] : changedFiles(repository.git, start, pull.headSha),
    commitsBetween(repository.git, start, pull.headSha),
  ]);
  return {
    ...pullShape(world, repository, issue),
    requested_teams: [...pull.requestedTeams].map((team) => simpleTeam(world, team)),
    merged: pull.merged !== undefined,
    mergeable: state.mergeable,
    rebaseable: state.mergeable,
    mergeable_state: state.state,
    merged_by: pull.merged ? simpleUser(world, pull.merged.by.account) : null,
    comments: issue.comments.length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: commits.length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  };
}

export function reviewShape(world: World, repository: Repository, issue: PullRequest, review: Review): Shape {
  const html = `${htmlUrl(world, repository, issue)}#pullrequestreview-${review.id}`;
  const pull = pullUrl(world, repository, issue);
  return {
    id: review.id,
    node_id: nodeId("PRR", review.id),
    user: simpleUser(world, review.author.account),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: pull,
    author_association: associationOf(world, repository, review.author.account),
    _links: { html: { href: html }, pull_request: { href: pull } },
    ...(review.submittedAt === undefined ? {} : { submitted_at: timestamp(review.submittedAt) }),
    commit_id: review.commitId,
  };
}

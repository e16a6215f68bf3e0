import { associationOf } from "../world/access.js";
import type { Comment, Issue, IssueEvent, Label, Repository } from "../world/nouns.js";
import { fullName, type World } from "../world/world.js";
import { viaApp } from "./app.js";
import { api, nodeId, reactionRollup, type Shape, timestamp, timestampOrNull } from "./common.js";
import { teamShape } from "./organization.js";
import { simpleUser } from "./user.js";

export function labelShape(world: World, repository: Repository, label: Label): Shape {
  return {
    id: label.id,
    node_id: nodeId("LA", label.id),
    url: api(world, `/repos/${fullName(repository)}/labels/${encodeURIComponent(label.name)}`),
    name: label.name,
    color: label.color,
    default: false,
    description: label.description,
  };
}

export function issueUrl(world: World, repository: Repository, issue: Issue): string {
  return api(world, `/repos/${fullName(repository)}/issues/${issue.number}`);
}

export function htmlUrl(world: World, repository: Repository, issue: Issue): string {
  return `${world.url}/${fullName(repository)}/${issue.pull ? "pull" : "issues"}/${issue.number}`;
}

export function issueShape(world: World, repository: Repository, issue: Issue): Shape {
  const url = issueUrl(world, repository, issue);
  const html = htmlUrl(world, repository, issue);
  const assignees = [...issue.assignees].map((account) => simpleUser(world, account));
  return {
    url,
    repository_url: api(world, `/repos/${fullName(repository)}`),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: html,
    id: issue.id,
    node_id: nodeId(issue.pull ? "PR" : "I", issue.id),
    number: issue.number,
    title: issue.title,
    user: simpleUser(world, issue.author.account),
    labels: [...issue.labels].map((label) => labelShape(world, repository, label)),
    state: issue.state,
    locked: false,
    assignee: assignees[0] ?? null,
    assignees,
    milestone: null,
    comments: issue.comments.length,
    created_at: timestamp(issue.createdAt),
    updated_at: timestamp(issue.updatedAt),
    closed_at: timestampOrNull(issue.closedAt),
    author_association: associationOf(world, repository, issue.author.account),
    active_lock_reason: null,
    body: issue.body,
    reactions: reactionRollup(
      url,
      issue.reactions.map((reaction) => reaction.content),
    ),
    timeline_url: `${url}/timeline`,
    performed_via_github_app: viaApp(world, issue.author),
    state_reason: issue.stateReason,
    ...(issue.pull
      ? {
          draft: issue.pull.draft,
          pull_request: {
            url: api(world, `/repos/${fullName(repository)}/pulls/${issue.number}`),
            html_url: html,
            diff_url: `${html}.diff`,
            patch_url: `${html}.patch`,
            merged_at: timestampOrNull(issue.pull.merged?.at),
          },
        }
      : {}),
  };
}

/** The single issue tells who closed it; the list does not. */
export function fullIssue(world: World, repository: Repository, issue: Issue): Shape {
  return {
    ...issueShape(world, repository, issue),
    closed_by: issue.closedBy ? simpleUser(world, issue.closedBy) : null,
  };
}

export function commentShape(world: World, repository: Repository, issue: Issue, comment: Comment): Shape {
  const url = api(world, `/repos/${fullName(repository)}/issues/comments/${comment.id}`);
  return {
    url,
    html_url: `${htmlUrl(world, repository, issue)}#issuecomment-${comment.id}`,
    issue_url: issueUrl(world, repository, issue),
    id: comment.id,
    node_id: nodeId("IC", comment.id),
    user: simpleUser(world, comment.author.account),
    created_at: timestamp(comment.createdAt),
    updated_at: timestamp(comment.updatedAt),
    author_association: associationOf(world, repository, comment.author.account),
    body: comment.body,
    reactions: reactionRollup(
      url,
      comment.reactions.map((reaction) => reaction.content),
    ),
    performed_via_github_app: viaApp(world, comment.author),
  };
}

export function issueEventShape(world: World, repository: Repository, event: IssueEvent): Shape {
  const base = api(world, `/repos/${fullName(repository)}`);
  const { dismissed } = event;
  return {
    id: event.id,
    node_id: nodeId("EV", event.id),
    url: `${base}/issues/events/${event.id}`,
    actor: simpleUser(world, event.actor.account),
    event: event.event,
    commit_id: event.commitId,
    commit_url: event.commitId === null ? null : `${base}/commits/${event.commitId}`,
    created_at: timestamp(event.createdAt),
    performed_via_github_app: viaApp(world, event.actor),
    ...(event.rename ? { rename: event.rename } : {}),
    ...(event.requestedReviewer || event.requestedTeam
      ? { review_requester: simpleUser(world, event.actor.account) }
      : {}),
    ...(event.requestedReviewer ? { requested_reviewer: simpleUser(world, event.requestedReviewer) } : {}),
    ...(event.requestedTeam ? { requested_team: teamShape(world, event.requestedTeam) } : {}),
    ...(dismissed
      ? {
          dismissed_review: {
            state: dismissed.state,
            review_id: dismissed.reviewId,
            dismissal_message: dismissed.message,
            ...(dismissed.commitId === undefined ? {} : { dismissal_commit_id: dismissed.commitId }),
          },
        }
      : {}),
  };
}

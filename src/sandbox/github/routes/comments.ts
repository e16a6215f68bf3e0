import { text } from "../http/body.js";
import { notFound, problem, unsupplied } from "../http/problem.js";
import {
  type Answer,
  author,
  created,
  noContent,
  numberParam,
  ok,
  page,
  type RepositoryRequest,
  type Route,
  repositoryRoute,
} from "../http/route.js";
import { nodeId, type Shape, timestamp } from "../shapes/common.js";
import { commentShape } from "../shapes/issue.js";
import { simpleUser } from "../shapes/user.js";
import { webhookIssue } from "../shapes/webhook-forms.js";
import { hasRole } from "../world/access.js";
import type { Comment, Issue, Level, Reaction } from "../world/nouns.js";
import type { World } from "../world/world.js";
import { checkLength, issueOf, permitOn } from "./issues.js";

/** Comments on issues and pull requests, and reactions to both. */

function reachable(request: RepositoryRequest, level: Level): Issue {
  const issue = issueOf(request);
  permitOn(request, issue, level);
  return issue;
}

function find(request: RepositoryRequest, level: Level): { readonly issue: Issue; readonly comment: Comment } {
  const id = numberParam(request, "comment_id");
  for (const issue of request.repository.issues.values()) {
    const comment = issue.comments.find((each) => each.id === id);
    if (!comment) continue;
    permitOn(request, issue, level);
    return { issue, comment };
  }
  throw notFound();
}

function emit(request: RepositoryRequest, issue: Issue, comment: Comment, action: string, more: Shape = {}): void {
  const { github, repository } = request;
  github.webhooks.emit("issue_comment", repository, author(request).account, {
    action,
    issue: webhookIssue(github.world, repository, issue),
    comment: commentShape(github.world, repository, issue, comment),
    ...more,
  });
}

function textOf(request: RepositoryRequest): string {
  checkLength(request.body, "IssueComment");
  const body = text(request.body, "body");
  if (body.trim() === "")
    throw problem(422, "Validation Failed", [
      { resource: "IssueComment", code: "unprocessable", field: "data", message: "Body cannot be blank" },
    ]);
  return body;
}

function list(request: RepositoryRequest): Answer {
  const { github, repository } = request;
  const issue = reachable(request, "read");
  const since = request.query.get("since");
  const comments = issue.comments.filter((comment) => since === null || comment.updatedAt >= Date.parse(since));
  return page(
    request,
    comments.map((comment) => commentShape(github.world, repository, issue, comment)),
  );
}

/** In the order of their numbers, unless another one is asked for; the direction counts only together with that. */
function listAll(request: RepositoryRequest): Answer {
  const { github, repository, query } = request;
  const since = query.get("since");
  const comments = [...repository.issues.values()]
    .flatMap((issue) => issue.comments.map((comment) => ({ issue, comment })))
    .filter(({ comment }) => since === null || comment.updatedAt >= Date.parse(since));
  const sort = query.get("sort");
  const moment = ({ comment }: { readonly comment: Comment }) =>
    sort === "updated" ? comment.updatedAt : sort === "created" ? comment.createdAt : 0;
  const direction = sort !== null && query.get("direction") === "desc" ? -1 : 1;
  comments.sort((a, b) => (moment(a) - moment(b) || a.comment.id - b.comment.id) * direction);
  return page(
    request,
    comments.map(({ issue, comment }) => commentShape(github.world, repository, issue, comment)),
  );
}

function create(request: RepositoryRequest): Answer {
  const { github, repository } = request;
  const issue = reachable(request, "write");
  const now = github.world.clock.now();
  const comment: Comment = {
    id: github.world.nextId(),
    author: author(request),
    createdAt: now,
    updatedAt: now,
    reactions: [],
    body: textOf(request),
  };
  issue.comments.push(comment);
  issue.updatedAt = now;
  emit(request, issue, comment, "created");
  return created(commentShape(github.world, repository, issue, comment));
}

/** Its author may change a comment, and so may who can write. */
function mayChange(request: RepositoryRequest, comment: Comment): void {
  const actor = author(request);
  if (actor.account === comment.author.account || actor.kind === "installation") return;
  if (!hasRole(request.github.world, request.repository, actor.account, "write"))
    throw problem(403, "Must have admin rights to Repository.");
}

function edit(request: RepositoryRequest): Answer {
  const { github, repository } = request;
  const { issue, comment } = find(request, "write");
  mayChange(request, comment);
  const from = comment.body;
  comment.body = textOf(request);
  comment.updatedAt = github.world.clock.now();
  emit(request, issue, comment, "edited", { changes: { body: { from } } });
  return ok(commentShape(github.world, repository, issue, comment));
}

function remove(request: RepositoryRequest): Answer {
  const { issue, comment } = find(request, "write");
  mayChange(request, comment);
  issue.comments.splice(issue.comments.indexOf(comment), 1);
  emit(request, issue, comment, "deleted");
  return noContent();
}

const CONTENTS = new Set(["+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"]);

function reactionShape(world: World, reaction: Reaction): Shape {
  return {
    id: reaction.id,
    node_id: nodeId("REA", reaction.id),
    user: simpleUser(world, reaction.author),
    content: reaction.content,
    created_at: timestamp(reaction.createdAt),
  };
}

/** Reacting the same way again is answered 200 with what is there. */
function react(request: RepositoryRequest, to: { readonly reactions: Reaction[] }): Answer {
  const { world } = request.github;
  const { account } = author(request);
  const content = text(request.body, "content");
  if (!CONTENTS.has(content)) throw unsupplied("content");
  const existing = to.reactions.find((each) => each.author === account && each.content === content);
  if (existing) return ok(reactionShape(world, existing));
  const reaction = { id: world.nextId(), author: account, content, createdAt: world.clock.now() };
  to.reactions.push(reaction);
  return created(reactionShape(world, reaction));
}

function listReactions(request: RepositoryRequest, of: { readonly reactions: readonly Reaction[] }): Answer {
  const content = request.query.get("content");
  const reactions = of.reactions.filter((each) => content === null || each.content === content);
  return page(
    request,
    reactions.map((reaction) => reactionShape(request.github.world, reaction)),
  );
}

function removeReaction(request: RepositoryRequest): Answer {
  const { comment } = find(request, "write");
  const id = numberParam(request, "reaction_id");
  const at = comment.reactions.findIndex((each) => each.id === id);
  if (at < 0) throw notFound();
  comment.reactions.splice(at, 1);
  return noContent();
}

const READ = "issues:read|pull_requests:read";
const WRITE = "issues:write|pull_requests:write";
const ISSUES = "/repos/{owner}/{repo}/issues";

export const commentRoutes: readonly Route[] = [
  repositoryRoute(`GET ${ISSUES}/{issue_number}/comments`, READ, list),
  repositoryRoute(`POST ${ISSUES}/{issue_number}/comments`, WRITE, create, "read"),
  repositoryRoute(`GET ${ISSUES}/comments`, READ, listAll),
  repositoryRoute(`GET ${ISSUES}/comments/{comment_id}`, READ, (request) => {
    const { issue, comment } = find(request, "read");
    return ok(commentShape(request.github.world, request.repository, issue, comment));
  }),
  repositoryRoute(`PATCH ${ISSUES}/comments/{comment_id}`, WRITE, edit, "read"),
  repositoryRoute(`DELETE ${ISSUES}/comments/{comment_id}`, WRITE, remove, "read"),
  repositoryRoute(`GET ${ISSUES}/comments/{comment_id}/reactions`, READ, (request) =>
    listReactions(request, find(request, "read").comment),
  ),
  repositoryRoute(
    `POST ${ISSUES}/comments/{comment_id}/reactions`,
    WRITE,
    (request) => react(request, find(request, "write").comment),
    "read",
  ),
  repositoryRoute(`DELETE ${ISSUES}/comments/{comment_id}/reactions/{reaction_id}`, WRITE, removeReaction, "read"),
  repositoryRoute(`GET ${ISSUES}/{issue_number}/reactions`, READ, (request) =>
    listReactions(request, reachable(request, "read")),
  ),
  repositoryRoute(
    `POST ${ISSUES}/{issue_number}/reactions`,
    WRITE,
    (request) => react(request, reachable(request, "write")),
    "read",
  ),
];

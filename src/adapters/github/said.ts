import { type Comment, REACTIONS, type Reaction } from "../../model/comment.js";
import { formatInstant, type Instant } from "../../model/instant.js";
import { sameLogin } from "../../model/person.js";
import type { Conditional } from "./conditional.js";
import { unless } from "./github-failure.js";
import { instantIn } from "./pull-requests.js";
import { accountOf, type Repository } from "./repository.js";

interface CommentAnswer {
  readonly id: number | bigint;
  readonly body?: string | null;
  readonly user: Parameters<typeof accountOf>[0];
  readonly html_url: string;
  readonly issue_url: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly reactions?: { readonly total_count: number };
}

interface ReactionAnswer {
  readonly user: Parameters<typeof accountOf>[0];
  readonly content: string;
}

/** https://docs.github.com/en/rest/issues/comments#list-issue-comments */
export async function readCommentsOn(
  { owner, repo }: Repository,
  conditional: Conditional,
  issue: number,
  since: Instant,
): Promise<readonly Comment[]> {
  const route = "GET /repos/{owner}/{repo}/issues/{issue_number}/comments";
  const parameters = { owner, repo, issue_number: issue, since: formatInstant(since) };
  return inOrder(await conditional.list(route, parameters, commentOf));
}

/** https://docs.github.com/en/rest/issues/comments#list-issue-comments-for-a-repository */
export async function readCommentsSince(
  { owner, repo }: Repository,
  conditional: Conditional,
  since: Instant,
): Promise<readonly Comment[]> {
  const route = "GET /repos/{owner}/{repo}/issues/comments";
  const parameters = { owner, repo, since: formatInstant(since), sort: "created", direction: "asc" };
  return inOrder(await conditional.list(route, parameters, commentOf));
}

export async function readComment({ calls, owner, repo }: Repository, id: number): Promise<Comment | undefined> {
  const route = "GET /repos/{owner}/{repo}/issues/comments/{comment_id}";
  const answer = await unless([404, 410], calls.request(route, { owner, repo, comment_id: id }));
  return answer && commentOf(answer.data);
}

/** https://docs.github.com/en/rest/reactions/reactions#list-reactions-for-an-issue-comment */
export async function readReactionTo(
  { owner, repo, self }: Repository,
  conditional: Conditional,
  comment: Comment,
): Promise<Reaction | undefined> {
  if (!comment.reacted) return undefined;
  const route = "GET /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions";
  const ours = await conditional.list(route, { owner, repo, comment_id: comment.id }, (answer) => {
    const { user, content } = answer as ReactionAnswer;
    return sameLogin(accountOf(user).login, self) ? content : undefined;
  });
  return REACTIONS.find((reaction) => ours.includes(reaction));
}

/** The same reaction twice is one. */
export async function react({ calls, owner, repo }: Repository, comment: Comment, reaction: Reaction): Promise<void> {
  const route = "POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions";
  await calls.request(route, { owner, repo, comment_id: comment.id, content: reaction });
}

function inOrder(comments: readonly Comment[]): readonly Comment[] {
  return comments.toSorted((one, other) => one.id - other.id);
}

function commentOf(answer: unknown): Comment {
  const comment = answer as CommentAnswer;
  const { created_at: made, updated_at: changed } = comment;
  return {
    id: Number(comment.id),
    issue: Number(/\/(\d+)$/.exec(comment.issue_url)?.[1] ?? 0),
    onPull: /\/pull\/\d+#[^/]*$/.test(comment.html_url),
    by: accountOf(comment.user),
    at: instantIn(made),
    edited: made !== changed,
    body: commanding(comment.body ?? ""),
    reacted: (comment.reactions?.total_count ?? 1) > 0,
  };
}

/** What commands nothing is not looked at: most of what people say, and whatever length of it. */
function commanding(body: string): string {
  return /\/curfew/i.test(body) ? body : "";
}

import { sameLogin } from "../../model/person.js";
import { cut } from "./cut.js";
import { unless } from "./github-failure.js";
import { accountOf, createAndSettle, ONCE, type Repository } from "./repository.js";

/** Characters of a comment's body. */
const BODY = 65_536;

interface Comment {
  readonly id: number;
  readonly body: string;
}

/**
 * Our one comment with that marker, made or edited. It is known by its author and its first line: a stranger's that
 * begins with our marker is none of ours. Where there are several of ours, the oldest stays.
 */
export async function publishComment(
  repository: Repository,
  pull: number,
  marker: string,
  body: string,
): Promise<void> {
  const { calls, owner, repo, retries } = repository;
  if (!(await reviseComment(repository, pull, marker, body))) {
    const text = textOf(marker, body);
    await createAndSettle(
      retries,
      () => onlyComment(repository, pull, marker),
      async () => {
        const route = "POST /repos/{owner}/{repo}/issues/{issue_number}/comments";
        const { data } = await calls.request(route, { owner, repo, issue_number: pull, body: text, ...ONCE });
        return { id: Number(data.id), body: data.body ?? "" };
      },
    );
    // Another process may have made one at the same moment: whoever looks last leaves the oldest alone.
    await onlyComment(repository, pull, marker);
  }
}

/** Edits our comment with that marker; false where there is none. */
export async function reviseComment(
  repository: Repository,
  pull: number,
  marker: string,
  body: string,
): Promise<boolean> {
  const { calls, owner, repo } = repository;
  const text = textOf(marker, body);
  const comment = await onlyComment(repository, pull, marker);
  if (comment === undefined) return false;
  if (normalized(comment.body) !== normalized(text)) {
    const route = "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}";
    await calls.request(route, { owner, repo, comment_id: comment.id, body: text });
  }
  return true;
}

function textOf(marker: string, body: string): string {
  return cut(`${markerLine(marker)}\n${body}`, BODY);
}

/** The oldest of ours; the others are removed. */
async function onlyComment(repository: Repository, pull: number, marker: string): Promise<Comment | undefined> {
  const { calls, owner, repo } = repository;
  const [comment, ...duplicates] = await commentsOf(repository, pull, marker);
  for (const { id } of duplicates) {
    const route = "DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}";
    await unless([404], calls.request(route, { owner, repo, comment_id: id }));
  }
  return comment;
}

/** Oldest first. */
async function commentsOf(repository: Repository, pull: number, marker: string): Promise<readonly Comment[]> {
  const { calls, owner, repo, self } = repository;
  const route = "GET /repos/{owner}/{repo}/issues/{issue_number}/comments";
  const all = await calls.paginate(route, { owner, repo, issue_number: pull });
  return all
    .map((comment) => ({ id: Number(comment.id), body: comment.body ?? "", author: accountOf(comment.user).login }))
    .filter(({ body, author }) => sameLogin(author, self) && body.startsWith(markerLine(marker)))
    .sort((one, other) => one.id - other.id);
}

/** The first line of what is ours, which nobody sees. */
export function markerLine(marker: string): string {
  return `<!-- curfew:${marker.replace(/[^\w./-]/g, "-")} -->`;
}

/** What such a line says. */
export function markerOf(line: string): string | undefined {
  return /^<!-- curfew:([\w./-]+) -->$/.exec(line)?.[1];
}

/** GitHub may keep other line ends than it was given. */
function normalized(body: string): string {
  return body.replaceAll("\r\n", "\n").trimEnd();
}

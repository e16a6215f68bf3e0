import { type Extension, extensionOf } from "../core/extend.js";
import { commentCommand } from "../core/read/comment-command.js";
import { parseRequest } from "../core/read/request.js";
import type { Comment } from "../model/comment.js";
import { sameLogin } from "../model/person.js";
import { REQUESTS, windowOf } from "../model/request.js";
import type { Context } from "./context.js";

/**
 * The requests that a comment `/curfew extend` asks for: one for each that its pull request granted to whom made it.
 * From the comment and from history alone, so that whoever reads it again finds the same. Empty where it is no such
 * command, was edited, came before the merge or not before the end, or was made by somebody else.
 */
export async function askedExtension(context: Context, comment: Comment): Promise<readonly Extension[]> {
  const read = commentCommand(comment.body);
  if (comment.edited || comment.by.bot || !comment.onPull) return [];
  if (read.kind !== "command" || read.command.verb !== "extend") return [];
  const { forge, history } = context;
  const { merged } = await forge.pullRequest(comment.issue);
  if (merged === undefined || comment.at < merged.at) return [];
  const [first] = await history.parents(merged.commit);
  if (first === undefined) return [];

  const changes = await history.changes(first, merged.commit);
  const added = changes.filter(({ status, path }) => status === "added" && path.startsWith(REQUESTS));
  const contents = await history.blobs(added.map(({ blob }) => blob));
  const asked = { comment: comment.id, at: comment.at, seconds: read.command.seconds, ...whyOf(read.command) };
  return added.flatMap(({ path, mode, blob }) => {
    const { request } = parseRequest({ path, mode, bytes: contents.get(blob) ?? new Uint8Array() });
    if (request === undefined || !sameLogin(request.who, comment.by.login)) return [];
    const window = windowOf(request, merged.at);
    return comment.at < window.until ? [extensionOf(request, window, asked)] : [];
  });
}

function whyOf({ why }: { readonly why?: string }): { readonly why?: string } {
  return why === undefined ? {} : { why };
}

import { commentCommand } from "../core/read/comment-command.js";
import type { Comment } from "../model/comment.js";
import type { Account } from "../model/facts.js";
import { type Instant, startOfDay } from "../model/instant.js";
import type { Context } from "./context.js";

/** Days. Longer ago nothing that holds now was granted. */
const LONGEST = 400;

/**
 * Who said `/curfew done` in the pull request that granted something, until a moment. The comments themselves are the
 * evidence, read again from the forge: no branch, no text of a pull request and no earlier run is believed.
 */
export async function askedToEnd(context: Context, pull: number, until: Instant): Promise<readonly Account[]> {
  const comments = await context.conversation.commentsOn(pull, startOfDay(until, LONGEST));
  return comments.filter((comment) => comment.at <= until && isCommand(comment, "done")).map(({ by }) => by);
}

/** Whether somebody commands this in it. What was edited, by whomever, says nothing; nor does a program. */
export function isCommand(comment: Comment, verb: "done" | "extend"): boolean {
  if (comment.edited || comment.by.bot || !comment.onPull) return false;
  const read = commentCommand(comment.body);
  return read.kind === "command" && read.command.verb === verb;
}

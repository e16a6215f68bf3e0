import { commentCommand } from "../core/read/comment-command.js";
import type { Reaction } from "../model/comment.js";
import { type Finding, finding } from "../model/finding.js";
import { type Instant, startOfDay } from "../model/instant.js";
import { answerComment } from "../render/answer.js";
import { answerCommand, type Outcome } from "./answer-command.js";
import { isSelf } from "./author-of.js";
import type { Context } from "./context.js";
import { attempt } from "./failing.js";

/** Days: what was said longer ago is not answered any more. A request waits as long. */
const ANSWERED_FOR = 7;

export interface Answered {
  readonly commands: readonly { readonly issue: number; readonly comment: number; readonly reaction: Reaction }[];
  /** Pull requests that are to be judged now. */
  readonly checks: readonly number[];
  /** Whether what is held is to be brought about again. */
  readonly reconcile: boolean;
  readonly findings: readonly Finding[];
  /** Whether something was not answered that can be soon. */
  readonly retry: boolean;
}

/**
 * Answers every command that was not: of one issue or pull request, or of all of them. Our reaction is the mark that
 * one is answered, and comes last: whatever is interrupted before it is done again, and doing it twice is doing it once.
 * Edited comments and those of programs command nothing.
 */
export async function answerComments(context: Context, issue: number | undefined, now: Instant): Promise<Answered> {
  const { conversation, forge, history } = context;
  const since = startOfDay(now, ANSWERED_FOR);
  const comments =
    issue === undefined ? await conversation.commentsSince(since) : await conversation.commentsOn(issue, since);
  const commands: Answered["commands"][number][] = [];
  const outcomes: Outcome[] = [];
  const findings: Finding[] = [];
  let retry = false;
  for (const comment of comments) {
    if (comment.edited || comment.at < since || comment.by.bot || isSelf(context, comment.by)) continue;
    const read = commentCommand(comment.body);
    if (read.kind === "none") continue;
    // Anybody may comment, as often as they like: what ends meanwhile does not wait for that.
    if (context.budget.over("change")) {
      retry = true;
      break;
    }
    const problem = await attempt(context, "answering a comment", async () => {
      if ((await conversation.reactionTo(comment)) !== undefined) return;
      if (outcomes.length === 0) await history.fetch();
      const outcome = await answerCommand(context, comment, read, now);
      outcomes.push(outcome);
      if (outcome.answer) {
        await forge.comment(comment.issue, `answer-${comment.id}`, answerComment(outcome.answer));
      }
      await conversation.react(comment, outcome.reaction);
      commands.push({ issue: comment.issue, comment: comment.id, reaction: outcome.reaction });
    });
    if (!problem) continue;
    context.log.warn("command-failed", { issue: comment.issue, comment: comment.id, ...problem });
    findings.push(finding("command-failed", {}, { issue: comment.issue, error: problem.error }, "warning"));
    retry ||= problem.transient;
  }
  return {
    commands,
    checks: [...new Set(outcomes.flatMap(({ checks }) => checks ?? []))],
    reconcile: outcomes.some((outcome) => outcome.reconcile === true),
    findings,
    retry,
  };
}

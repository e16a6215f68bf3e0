import type { PullRequest } from "../ports/forge.js";
import { noLongerUnmergedComment, unmergedComment } from "../render/unmerged-comment.js";
import type { Context } from "./context.js";
import { tell } from "./tell.js";

/** Marks the comment that says why what is allowed was not merged. */
const UNMERGED_COMMENT = "unmerged";

/** Whoever waits sees that nothing happens: GitHub's own words say why. */
export async function tellUnmerged(context: Context, pull: PullRequest, message: string): Promise<void> {
  await tell(context, () => context.forge.comment(pull.number, UNMERGED_COMMENT, unmergedComment(message)));
}

/** Where we have said so, it must not go on to say what holds no more. */
export async function takeBackUnmerged(context: Context, pull: number, merged: boolean): Promise<void> {
  await tell(context, () => context.forge.reviseComment(pull, UNMERGED_COMMENT, noLongerUnmergedComment(merged)));
}

import { endBranch } from "../core/expire.js";
import { finding } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import { sameLogin } from "../model/person.js";
import type { PullRequest } from "../ports/forge.js";
import { isSelf } from "./author-of.js";
import { closeWaiting } from "./close-waiting.js";
import type { Context } from "./context.js";
import { attempt, problemOf } from "./failing.js";
import { isAllowed, judgePullRequest, type View } from "./judge-pull-request.js";
import { mainBranch } from "./main-branch.js";
import { mergeMessage } from "./merge-message.js";
import { publishView } from "./publish-view.js";
import { takeBackUnmerged, tellUnmerged } from "./unmerged.js";

export interface Checked {
  readonly pull: PullRequest;
  /** Undefined for what is not ours to judge: closed, or into another branch. */
  readonly view?: View;
  readonly merged: boolean;
  /** It had waited for too long. */
  readonly closed?: true;
  /** Why the forge would not merge what is allowed. */
  readonly refused?: string;
}

/** How often a judgement is begun again because the base moved meanwhile; then the next event has its turn. */
const MOST_TURNS = 3;

/** Judges a pull request, says so in it, and merges it when it is allowed. Safe to run at any time, any number of times. */
export async function checkPullRequest(context: Context, number: number, now: Instant): Promise<Checked> {
  const { forge, history } = context;
  await history.fetch();
  for (let turn = 1; ; turn += 1) {
    const pull = await forge.pullRequest(number);
    if (!pull.open || pull.base.branch !== forge.defaultBranch) return { pull, merged: false };
    const base = await mainBranch(context);
    const view = await judgeOrDeny(context, pull, base, now);
    if (await closeWaiting(context, pull, view, now)) return { pull, view, merged: false, closed: true };
    await publishView(context, pull, view, now);
    if (!isAllowed(view) || pull.draft) {
      await takeBackUnmerged(context, number, false);
      await yieldToMerge(context, number);
      return { pull, view, merged: false };
    }

    await history.fetch();
    if ((await mainBranch(context)) !== base && turn < MOST_TURNS) continue;
    const result = await forge.merge(number, pull.head.commit, mergeMessage(pull, view));
    if (result.merged) {
      // It is merged, whoever may be told: what comes after a merge must not be lost for the sake of a comment.
      await attempt(context, "commenting", async () => {
        await takeBackUnmerged(context, number, true);
        // Another run, which knew less, may have had its say since ours.
        await publishView(context, pull, view, now);
      });
      // Nor for what is left of it: the next look around clears that away.
      await attempt(context, "clearing branches", async () => {
        if (isOurs(context, pull, view)) await forge.deleteBranch(pull.head.branch);
      });
      return { pull, view, merged: true };
    }
    context.log.warn("not merged", { pull: number, because: result.because, message: result.message });
    if (result.because === "refused" || turn >= MOST_TURNS) {
      await tellUnmerged(context, pull, result.message);
      return { pull, view, merged: false, refused: result.message };
    }
    await history.fetch();
  }
}

/**
 * Another run may have known of a later approval, and have merged it before this one had its say: then what it was merged
 * on is said again, for nobody judges it after that.
 */
async function yieldToMerge(context: Context, number: number): Promise<void> {
  const { forge, history } = context;
  const pull = await forge.pullRequest(number);
  if (pull.merged === undefined) return;
  await history.fetch();
  const [base] = await history.parents(pull.merged.commit);
  if (base === undefined) return;
  const view = await judgeOrDeny(context, pull, base, pull.merged.at);
  if (isAllowed(view)) await publishView(context, pull, view, pull.merged.at);
}

/** An error while judging is a denial that keeps its cause; only where asking again may help is there nothing to say yet. */
async function judgeOrDeny(context: Context, pull: PullRequest, base: string, now: Instant): Promise<View> {
  try {
    return await judgePullRequest(context, pull, base, now);
  } catch (thrown) {
    const { error, transient } = problemOf(context, "judging a pull request", thrown);
    if (transient) throw thrown;
    return { kind: "unjudged", findings: [finding("denied-error", {}, { cause: error })] };
  }
}

/**
 * Whether the branch is one that we made: to take an ended request out, or to ask for what a comment asked for. Every
 * other is its author's; a fork's may even have the name of one that must stay.
 */
function isOurs(context: Context, { head, author }: PullRequest, view: View): boolean {
  const here = head.repository !== undefined && sameLogin(head.repository, context.forge.repository);
  if (view.kind === "requests") return here && isSelf(context, author) && /^curfew\/extend\/\d+$/.test(head.branch);
  return here && view.kind === "removals" && view.removed.some(({ path }) => endBranch(path) === head.branch);
}

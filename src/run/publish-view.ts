import { type Finding, isError } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import type { Check, PullRequest } from "../ports/forge.js";
import { candidatesIn } from "../render/approvals.js";
import { type CheckText, checkText, NOTHING_TO_JUDGE } from "../render/check.js";
import { accessCheck, filesCheck } from "../render/findings-check.js";
import { standingOf } from "../render/judged.js";
import { requestComment } from "../render/request-comment.js";
import { commentInput } from "./comment-input.js";
import type { Context } from "./context.js";
import type { View } from "./judge-pull-request.js";
import { tell } from "./tell.js";

/** The check's name: the one that branch protection requires, pinned to this App. */
export const CHECK = "curfew";
/** Marks our one comment about the judgement. */
export const REQUEST_COMMENT = "request";

const CONCLUSIONS = { allowed: "success", waiting: "action_required", denied: "failure" } as const;

/** Says in the pull request what judging it came to: the check with its annotations, one comment, who should review. */
export async function publishView(context: Context, pull: PullRequest, view: View, now: Instant): Promise<void> {
  const { forge } = context;
  const publish = (conclusion: Check["conclusion"], text: CheckText, findings: readonly Finding[]) =>
    forge.publishCheck(CHECK, pull.head.commit, checkOf(conclusion, text, findings));

  switch (view.kind) {
    case "none":
      await tell(context, () => forge.reviseComment(pull.number, REQUEST_COMMENT, NOTHING_TO_JUDGE.summary));
      return publish("success", NOTHING_TO_JUDGE, []);
    case "mixed":
    case "unjudged":
    case "access": {
      const { findings } = view;
      const text = view.kind === "access" ? accessCheck(findings, view.effect, now) : filesCheck(view.kind, findings);
      await tell(context, () => forge.comment(pull.number, REQUEST_COMMENT, text.summary));
      return publish(findings.some(isError) ? "failure" : "success", text, findings);
    }
    case "requests":
    case "removals": {
      const input = await commentInput(context, pull, view, now);
      const standing = standingOf(input);
      // The comment first: whoever sees the check concluded finds what it speaks of.
      await tell(context, () => forge.comment(pull.number, REQUEST_COMMENT, requestComment(input)));
      await publish(CONCLUSIONS[standing], checkText(input), view.findings);
      // A draft asks nobody yet.
      if (standing === "waiting" && !pull.draft) {
        await tell(context, () => forge.requestReviews(pull, candidatesIn(view.judgement.decision)));
      }
      return;
    }
    default:
      view satisfies never;
  }
}

export function checkOf(conclusion: Check["conclusion"], text: CheckText, findings: readonly Finding[]): Check {
  const { title, summary, annotations } = text;
  return { conclusion, title, summary, annotations: findings, messages: annotations.map(({ message }) => message) };
}

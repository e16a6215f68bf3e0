import type { Instant } from "../../model/instant.js";
import { type Checked, checkPullRequest } from "../../run/check-pull-request.js";
import { openPullRequests } from "../../run/open-pull-requests.js";
import type { Context } from "../../wire.js";

/** Judges every open pull request, one after the other: they are merged one at a time. */
export async function checkAll(context: Context, now: Instant): Promise<readonly Checked[]> {
  const checked: Checked[] = [];
  for (const pull of await openPullRequests(context)) checked.push(await checkPullRequest(context, pull, now));
  return checked;
}

export function checkedText({ pull, view, merged }: Checked): string {
  const outcome = view && "judgement" in view ? view.judgement.decision.outcome : (view?.kind ?? "not ours to judge");
  return `#${pull.number} ${merged ? "merged" : outcome}`;
}

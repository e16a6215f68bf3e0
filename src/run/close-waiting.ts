import { type Instant, later } from "../model/instant.js";
import type { PullRequest } from "../ports/forge.js";
import { standingOf } from "../render/judged.js";
import { waitedComment } from "../render/waited-comment.js";
import { clockSkew } from "./clock-skew.js";
import type { Context } from "./context.js";
import { isAllowed, type View } from "./judge-pull-request.js";
import { tell } from "./tell.js";

/** Marks the comment that says that it was closed, and why. */
const WAITED_COMMENT = "waited";

/**
 * Closes a request that nobody has decided for too long, and says so first: whoever finds it closed finds why. A run that
 * is cut in between says the same again. Reopening, pushing and making ready begin anew; a draft asks nobody yet.
 */
export async function closeWaiting(context: Context, pull: PullRequest, view: View, now: Instant): Promise<boolean> {
  const { forge } = context;
  if (view.kind !== "requests" || pull.draft) return false;
  const { judgement, findings, access } = view;
  if (isAllowed(view)) return false;
  // What was opened later than that cannot have waited as long: no call is made for it.
  const { waits } = access.settings;
  const limit = later(now, -waits);
  // A clock that is wrong by days would close them all.
  if (pull.opened > limit || clockSkew(context) !== undefined) return false;
  const since = await forge.waitingSince(pull);
  if (since > limit) return false;
  const standing = standingOf({ judgement, findings });
  await tell(context, () => forge.comment(pull.number, WAITED_COMMENT, waitedComment({ since, standing, waits })));
  await forge.close(pull.number);
  return true;
}

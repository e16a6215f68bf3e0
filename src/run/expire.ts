import { expire as endedOf } from "../core/expire.js";
import type { Instant } from "../model/instant.js";
import type { Context } from "./context.js";
import { judgeHead } from "./judge-head.js";
import { openReverts } from "./open-reverts.js";

/** Opens the pull requests that take out what has ended, without looking at any provider. */
export async function expire(context: Context, now: Instant): Promise<readonly number[]> {
  await context.history.fetch();
  const head = await judgeHead(context, await context.ledger.read(undefined), now);
  return openReverts(context, endedOf(head.requests, now));
}

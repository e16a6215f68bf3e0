import { expire as endedOf } from "../core/expire.js";
import type { Instant } from "../model/instant.js";
import type { Context } from "./context.js";
import { judgeHead } from "./judge-head.js";
import { openReverts, type Reverts } from "./open-reverts.js";
import { readLedger } from "./read-ledger.js";
import { shallowFindings } from "./shallow.js";

/** Opens the pull requests that take out what has ended, without looking at any provider. */
export async function expire(context: Context, now: Instant): Promise<Reverts> {
  await context.history.fetch();
  const head = await judgeHead(context, (await readLedger(context, now)).lines, now);
  const reverts = await openReverts(context, endedOf(head.requests, now));
  const unjudged = head.requests.flatMap((request) => request.findings.filter(({ code }) => code === "merge-unjudged"));
  return {
    ...reverts,
    findings: [...shallowFindings(head.short), ...unjudged, ...reverts.findings],
    retry: reverts.retry || head.retry,
  };
}

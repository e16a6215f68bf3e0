import type { Access } from "../model/access.js";
import { isError } from "../model/finding.js";
import { type Instant, later } from "../model/instant.js";
import { FARTHEST_SECONDS } from "./read/request.js";

/** Seconds. For what could not be ended in time: a system that was gone, or was not reached, for weeks. */
const MARGIN = 30 * 86_400;

/**
 * From when on the ledger says something that still matters: no grant is older than the longest that a policy allows,
 * counted from the latest moment at which one may begin. Undefined, all of it, where the policies cannot be read.
 */
export function ledgerHorizon({ policies, findings }: Access, now: Instant): Instant | undefined {
  if (findings.some(isError)) return undefined;
  const longest = Math.max(0, ...policies.map((policy) => policy.for));
  return later(now, -(longest + FARTHEST_SECONDS + MARGIN));
}

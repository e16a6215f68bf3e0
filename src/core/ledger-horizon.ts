import type { Access } from "../model/access.js";
import { isError } from "../model/finding.js";
import { type Instant, later } from "../model/instant.js";
import type { Policy } from "../model/policy.js";
import { mentionsRenewals } from "./past.js";
import { FARTHEST_SECONDS } from "./read/request.js";

const DAY = 86_400;

/** Seconds. For what could not be ended in time: a system that was gone, or was not reached, for weeks. */
const MARGIN = 30 * DAY;

/** Seconds after its review was due for which an emergency that nobody reviewed still stands in the way of another. */
const UNREVIEWED = 365 * DAY;

/** How many grants in a row are looked for where a policy only asks how many there are. */
const ASKED = 10;

/** Seconds. Whoever looks back farther reads all of it. */
const FARTHEST = 10 * 365 * DAY;

/**
 * From when on the ledger says something that still matters: no grant is older than the longest that a policy allows,
 * counted from the latest moment at which one may begin; as many in a row as a policy counts may lie behind each other,
 * with pauses between them; and an emergency is remembered until it is reviewed, or long after. Undefined, all of it,
 * where the policies cannot be read.
 */
export function ledgerHorizon({ policies, findings }: Access, now: Instant): Instant | undefined {
  if (findings.some(isError)) return undefined;
  const reach = Math.max(0, ...policies.map(reachOf)) + FARTHEST_SECONDS + MARGIN;
  return reach > FARTHEST ? undefined : later(now, -reach);
}

function reachOf(policy: Policy): number {
  const { emergency, renewals = asked(policy) } = policy;
  // A pause in a row is at most as long as a grant; one more than is allowed has to be seen.
  const row = policy.for * (renewals === 0 ? 2 : 2 * (renewals + 1));
  return Math.max(row, emergency === undefined ? 0 : emergency.review + UNREVIEWED);
}

function asked({ approve, rules }: Policy): number {
  const expressions = [...approve.map(({ when }) => when ?? ""), ...rules.map(({ expect }) => expect)];
  return expressions.some(mentionsRenewals) ? ASKED : 0;
}

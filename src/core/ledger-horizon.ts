import type { Access } from "../model/access.js";
import { isError } from "../model/finding.js";
import { type Instant, instantOf, later, parseInstant } from "../model/instant.js";
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

/** Seconds. No grant holds for longer than a year, which is the longest duration, after the latest moment at which it may begin. */
const LASTING = 365 * DAY + FARTHEST_SECONDS + MARGIN;

/**
 * From when on the ledger says something that still matters: no grant is older than the longest that a policy allows,
 * counted from the latest moment at which one may begin; as many in a row as a policy counts may lie behind each other,
 * with pauses between them; and an emergency is remembered until it is reviewed, or long after. What was merged while
 * policies allowed more still lies among the requests, filed by its day. Undefined, all of it, where the policies cannot
 * be read.
 */
export function ledgerHorizon(
  { policies, findings }: Access,
  requests: readonly string[],
  now: Instant,
): Instant | undefined {
  if (findings.some(isError)) return undefined;
  const reach = Math.max(0, ...policies.map(reachOf)) + FARTHEST_SECONDS + MARGIN;
  if (reach > FARTHEST) return undefined;
  const days = requests.flatMap((path) => dayOf(path) ?? []);
  const oldest = days.reduce<number>((one, other) => Math.min(one, other), now);
  return instantOf(Math.min(later(now, -reach), Math.max(oldest, later(now, -LASTING))));
}

/** A day before the one that it is filed under, which whoever asks takes from their own calendar. */
function dayOf(path: string): Instant | undefined {
  const [, year, month, day] = FILED.exec(path) ?? [];
  const filed = parseInstant(`${year}-${month}-${day}T00:00:00Z`);
  return filed === undefined ? undefined : later(filed, -DAY);
}

const FILED = /^access\/requests\/[^/]+\/(\d{4})\/(\d{2})\/(\d{2})\//;

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

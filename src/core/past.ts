import type { Access } from "../model/access.js";
import type { Past, PastGrant } from "../model/facts.js";
import type { Instant } from "../model/instant.js";
import type { LedgerLine } from "../model/ledger-line.js";
import { sameLogin } from "../model/person.js";
import type { Policy } from "../model/policy.js";
import type { Request } from "../model/request.js";
import { appliesTo } from "./decide/applies-to.js";
import { asGrant, rowOf } from "./decide/row.js";
import { emergenciesIn, type StandingLine, standingLines } from "./emergencies.js";

/** More than any policy can allow in a row: what is older changes no judgement, and need not be written down. */
const MOST = 60;

/** When a pull request was merged; of two merged at one moment the lower number came first. */
export interface Moment {
  readonly at: Instant;
  readonly pull: number;
}

/** Whether judging these requests takes what was before. If not, nobody need look for it. */
export function dependsOnPast(requests: readonly Request[], { policies }: Access): boolean {
  return (
    requests.some(({ emergency, renews }) => emergency || renews !== undefined) ||
    matching(requests, policies).some(asksForPast)
  );
}

function asksForPast({ renewals, emergency, approve, rules }: Policy): boolean {
  const expressions = [...approve.map(({ when }) => when ?? ""), ...rules.map(({ expect }) => expect)];
  return renewals !== undefined || emergency !== undefined || expressions.some(mentionsRenewals);
}

/** Whether an expression asks how often something was renewed; too often rather than too seldom. */
export function mentionsRenewals(expression: string): boolean {
  return expression.includes("renewal");
}

/**
 * What the ledger knows of earlier grants and emergencies that a judgement on these requests depends on: as it was at
 * the moment of a merge, or, without one, as it is. What the same pull request asked for is no past of it.
 */
export function pastOf(input: {
  readonly requests: readonly Request[];
  readonly access: Access;
  readonly lines: readonly LedgerLine[];
  readonly pull: number;
  /** The moment at which new grants would begin. */
  readonly at: Instant;
  /** Absent for a pull request that is open: all that is known came before. */
  readonly merged?: Moment;
}): Past {
  const { requests, access, merged } = input;
  const earlier = input.lines.filter((line) => isEarlier(line, input.pull, merged));
  // The newest first, so that what is cut off is what is oldest.
  const grants = standingLines(earlier)
    .flatMap(grantsOf)
    .toSorted((one, other) => other.until - one.until);
  const gap = Math.max(0, ...matching(requests, access.policies).map((policy) => policy.for));
  const related = requests.flatMap((request) =>
    request.what.flatMap((what) => rowOf(asGrant(request, what, input.at), grants, gap).grants.slice(0, MOST)),
  );
  const unreviewed = emergenciesIn(earlier)
    .filter(({ who, reviewed }) => reviewed === undefined && requests.some((one) => sameLogin(one.who, who)))
    .map(({ request, who }) => ({ request, who }));
  return { grants: [...new Set(related)], unreviewed };
}

/** A judgement by when its merge was made, whenever it was judged; a review by when it was given. */
function isEarlier(line: LedgerLine, pull: number, merged: Moment | undefined): boolean {
  switch (line.kind) {
    case "judged": {
      const { facts } = line.verdict;
      if (facts === undefined || facts.pull === pull) return false;
      return merged === undefined || facts.at < merged.at || (facts.at === merged.at && facts.pull < merged.pull);
    }
    case "reviewed":
      return merged === undefined || line.at <= merged.at;
    case "intent":
    case "void":
    case "receipt":
    case "allowed":
    case "policy":
      return false;
    default:
      return line satisfies never;
  }
}

function grantsOf({ request, verdict }: StandingLine): readonly PastGrant[] {
  const { who, window, emergency, renews } = verdict;
  const continued = renews === undefined ? {} : { renews };
  return verdict.what.map((what) => ({
    request,
    who,
    what,
    ...window,
    emergency: emergency !== undefined,
    ...continued,
  }));
}

function matching(requests: readonly Request[], policies: readonly Policy[]): readonly Policy[] {
  return policies.filter((policy) => requests.some(({ what }) => what.some((one) => appliesTo(policy, one))));
}

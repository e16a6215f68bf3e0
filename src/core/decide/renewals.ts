import type { Decision, Reason } from "../../model/decision.js";
import type { PastGrant } from "../../model/facts.js";
import { finding } from "../../model/finding.js";
import { sameLogin } from "../../model/person.js";
import type { Request } from "../../model/request.js";
import type { What } from "../../model/what.js";
import type { ApproveContext } from "./approve.js";
import type { Case, PolicyContext } from "./decide-policy.js";
import { deny, leaf } from "./deny.js";
import { placeIn } from "./place-in.js";

/** Of what continues a grant: how many in a row there may be; and that no emergency is ever continued. */
export function decideRenewals({ policy, request, row }: Case, { facts }: PolicyContext): readonly Decision[] {
  const previous = previousOf(request, row.neighbours);
  if (previous === undefined) return [];
  const count = row.grants.length;
  const limit = policy.renewals;
  const reason: Reason = {
    kind: "renewals",
    count,
    ...(limit === undefined ? {} : { limit }),
    previous: previous.request,
  };
  const extended = row.neighbours.find(({ emergency }) => emergency);
  return [
    leaf(limit === undefined || count <= limit, reason),
    ...(extended === undefined
      ? []
      : [
          leaf(false, {
            kind: "emergency",
            who: request.who,
            author: facts.author.login,
            allowed: [],
            refused: "extension",
            other: extended.request,
          }),
        ]),
  ];
}

/** The grant that a request says it renews; or of those that it touches the one that lasts longest. */
export function previousOf({ renews }: Request, neighbours: readonly PastGrant[]): PastGrant | undefined {
  const longest = neighbours.toSorted((one, other) => other.until - one.until)[0];
  return neighbours.find(({ request }) => request === renews) ?? longest;
}

/** What a request says it renews must be a grant of this person for this role. */
export function decideRenewed(request: Request, what: What, { facts }: ApproveContext): readonly Decision[] {
  const { renews, who } = request;
  if (renews === undefined) return [];
  const known = facts.past.grants.some(
    (grant) => grant.request === renews && grant.what === what && sameLogin(grant.who, who),
  );
  return known ? [] : [deny(finding("denied-renews", placeIn(request, "/renews"), { renews, who, what }))];
}

import type { RequestAtHead } from "../model/desire.js";
import { isError } from "../model/finding.js";
import type { Grant } from "../model/grant.js";
import type { Instant } from "../model/instant.js";
import type { Holder } from "../model/ledger-line.js";

/** A grant, and for whom and where it was judged. */
export interface StandingGrant extends Grant, Holder {}

/**
 * What merged requests give, now or later: their merges stand, they are as they were merged, and have not ended. What
 * was not judged yet is not among them.
 */
export function standingGrants(requests: readonly RequestAtHead[], now: Instant): readonly StandingGrant[] {
  return requests.flatMap(({ path, blob, added, verdict, findings }) => {
    if (verdict?.stands !== true || added?.blob !== blob || findings.some(isError)) return [];
    const { who, window, id, identity, place, facts } = verdict;
    if (window.until <= now) return [];
    const { commit } = added;
    const grant = { who, ...window, request: path, commit, pull: facts.pull, id, identity, place };
    return verdict.what.map((what) => ({ ...grant, what }));
  });
}

import type { RequestAtHead } from "../model/desire.js";
import { isError } from "../model/finding.js";
import type { Grant } from "../model/grant.js";
import type { Instant } from "../model/instant.js";

/** A grant, and how its holder was named when it was judged. */
export interface StandingGrant extends Grant {
  readonly identity: string;
}

/**
 * What merged requests give, now or later: their merges stand, they are as they were merged, and have not ended. What
 * was not judged yet is not among them.
 */
export function standingGrants(requests: readonly RequestAtHead[], now: Instant): readonly StandingGrant[] {
  return requests.flatMap(({ path, blob, added, verdict, findings }) => {
    if (verdict?.stands !== true || added?.blob !== blob || findings.some(isError)) return [];
    const { who, window, identity, facts } = verdict;
    if (window.until <= now) return [];
    const { commit } = added;
    return verdict.what.map((what) => ({ who, what, ...window, request: path, commit, pull: facts.pull, identity }));
  });
}

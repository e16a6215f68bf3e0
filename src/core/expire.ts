import type { EndedRequest, RequestAtHead } from "../model/desire.js";
import type { Instant } from "../model/instant.js";
import { REQUESTS } from "../model/request.js";
import { fingerprint } from "./fingerprint.js";

/**
 * The requests at HEAD whose window has passed. A file that was edited since it was merged, or whose merge never stood,
 * is no such request: it is for people to look at.
 */
export function expire(requests: readonly RequestAtHead[], now: Instant): readonly EndedRequest[] {
  return requests.flatMap(({ path, blob, added, verdict }): readonly EndedRequest[] => {
    if (verdict?.stands !== true || added === undefined || added.blob !== blob) return [];
    const { who, what, window, facts } = verdict;
    if (window.until > now) return [];
    return [{ path, who, what, until: window.until, commit: added.commit, pull: facts.pull, cause: "expired" }];
  });
}

const FILED = /^[a-z0-9-]+\/\d{4}\/\d{2}\/\d{2}\/[A-Za-z0-9_-]+\.yaml$/;
const DAY = /\d{4}-\d{2}-\d{2}/g;

/**
 * The branch of the pull request that takes an ended request away: a valid ref, and another one for every file. A path
 * as Curfew files it is told apart by its day; any other gets a fingerprint.
 */
export function endBranch(path: string): string {
  const name = path.slice(path.startsWith(REQUESTS) ? REQUESTS.length : 0);
  const flat = name.replace(/\.yaml$/, "").replace(/[^A-Za-z0-9_-]+/g, "-");
  const plain = FILED.test(name) && flat.match(DAY)?.length === 1;
  return `curfew/end/${plain ? flat : `${flat}-${fingerprint(path).slice(0, 8)}`}`;
}

import type { Finding } from "./finding.js";
import { REQUESTS } from "./request.js";

/** How the policy of a commit came to be what it is. */
export interface Provenance {
  /** The last commit whose policy came as it must and can be read: its people and owners decide on what comes next. */
  readonly good: string;
  /** What came otherwise since, oldest first; while there is any, nothing new is judged allowed or granted. */
  readonly offences: readonly Offence[];
}

/** A commit that changed policy otherwise than by a pull request that its code owners of before had approved. */
export interface Offence {
  readonly commit: string;
  readonly finding: Finding;
}

/** A commit of the first-parent history of a branch. */
export interface LineCommit {
  readonly commit: string;
  readonly parents: readonly string[];
  /** The paths of policy that differ from its first parent. */
  readonly policy: readonly string[];
}

const OTHER_CODE_OWNERS = ["CODEOWNERS", "docs/CODEOWNERS"];

/**
 * Whether a file says, or helps to say, who may get what: everything in `access/` but the requests, everything in
 * `.github/`, whose workflows run Curfew, and CODEOWNERS wherever GitHub looks for it.
 */
export function isPolicyPath(path: string): boolean {
  if (path.startsWith("access/")) return !path.startsWith(REQUESTS);
  return path.startsWith(".github/") || OTHER_CODE_OWNERS.includes(path);
}

import type { LiveTeams } from "./code-owners.js";
import type { Outcome } from "./decision.js";
import type { Past } from "./facts.js";
import type { Position } from "./finding.js";
import type { Instant } from "./instant.js";
import type { Request } from "./request.js";

/** What somebody says of a pull request, where none is asked: everyone is named by their login. */
export interface StatedFacts {
  readonly author: string;
  /** Who approves the newest commit. */
  readonly approvals: readonly string[];
  /** Who else wrote a commit, or pushed. */
  readonly writers: readonly string[];
  readonly teams: LiveTeams;
  readonly past: Past;
  readonly at: Instant;
}

/** One case of a policy test: what is asked under which facts, and what must come of it. */
export interface PolicyCase {
  readonly path: string;
  /** In words, what the policies are held to. */
  readonly name: string;
  readonly request: Request;
  readonly facts: StatedFacts;
  readonly expected: CaseVerdict;
  /** Where it says what it expects. */
  readonly at: Position;
}

/**
 * An outcome with its reasons, in no order: of what is allowed the policies that allow it; of what waits who must still
 * approve, as the policies say it (`codeowners`, `team:security`); of what is denied the codes of its findings.
 */
export interface CaseVerdict {
  readonly outcome: Outcome;
  readonly reasons: readonly string[];
}

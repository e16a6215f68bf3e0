import type { Judgement } from "./decision.js";
import type { Duration } from "./duration.js";
import type { Finding, OffboardedBecause } from "./finding.js";
import type { Instant } from "./instant.js";
import type { What } from "./what.js";

/** What merging a change of `access/` would do to what people hold, to what waits, and to what can be asked for. */
export interface Effect {
  readonly ends: readonly EndingAccess[];
  readonly changed: readonly ChangedRole[];
  readonly decided: readonly DecidedOtherwise[];
  /** How many open pull requests it could decide differently and that were not judged again: there are too many. */
  readonly left: number;
  readonly reach: readonly ChangedReach[];
}

/** Access that somebody holds now, or will, and that nothing would stand for any more. */
export interface EndingAccess {
  readonly who: string;
  readonly what: What;
  readonly from: Instant;
  readonly until: Instant;
  readonly because: OffboardedBecause;
}

/** A role that would give something else to those who hold it. */
export interface ChangedRole {
  readonly what: What;
  readonly holders: readonly string[];
}

/** An open pull request with requests, judged under what stands and under what would. */
export interface DecidedOtherwise {
  readonly pull: number;
  readonly author: string;
  readonly asked: readonly { readonly who: string; readonly what: readonly What[] }[];
  readonly before: JudgedRequests;
  readonly after: JudgedRequests;
}

export interface JudgedRequests {
  readonly judgement: Judgement;
  readonly findings: readonly Finding[];
}

/** What becomes otherwise for whoever asks for a role. */
export interface ChangedReach {
  readonly what: What;
  /** Logins of those who could not ask for it and then could, and the other way round. */
  readonly gained: readonly string[];
  readonly lost: readonly string[];
  /** Nobody could ask for it any more. */
  readonly closed: boolean;
  /** On which terms, where somebody could before and after and they differ. */
  readonly terms?: { readonly before: Terms; readonly after: Terms };
}

/** What all policies on a role come to. */
export interface Terms {
  /** Seconds: the shortest of theirs. */
  readonly longest: Duration;
  readonly approvals: readonly { readonly by: readonly string[]; readonly count: number; readonly when?: string }[];
  readonly tickets: readonly string[];
  /** Who owns the requests for its system, as CODEOWNERS writes them. */
  readonly owners: readonly string[];
  /** All else that they say, to be compared alone. */
  readonly rest: string;
}

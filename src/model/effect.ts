import type { Judgement } from "./decision.js";
import type { Duration } from "./duration.js";
import type { Excess } from "./excess.js";
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
  readonly refused: readonly RefusedAccess[];
  readonly crowded: readonly Crowded[];
  readonly needs: readonly ChangedNeed[];
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

/** Access that stands, and that its system would not take as its role would be, so that it stays as it is made. */
export interface RefusedAccess extends Excess {
  readonly who: string;
  readonly what: What;
}

/** What stands comes to more at a time than there may be of something, and did not before. */
export interface Crowded {
  /** Whose it is, and what there are too many of: as a `Quota` says it. */
  readonly of: string;
  readonly unit: string;
  readonly limit: number;
  readonly received: number;
  readonly at: Instant;
  /** From when on there are no more than there may be. */
  readonly again: Instant;
}

/** What Curfew itself must be allowed in a system, and what it need not be any more. */
export interface ChangedNeed {
  readonly system: string;
  /** Who must be allowed it. */
  readonly holder: string;
  /** A whole policy where they needed none, or need none any more. */
  readonly more: readonly Allowance[] | "whole";
  readonly less: readonly Allowance[] | "whole";
}

/** The least part of an IAM policy: one action on one resource, under conditions of one value each. */
export interface Allowance {
  readonly action: string;
  readonly resource: string;
  readonly when: readonly { readonly operator: string; readonly key: string; readonly value: string }[];
}

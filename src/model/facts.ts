import type { LiveTeams } from "./code-owners.js";
import type { Instant } from "./instant.js";
import type { What } from "./what.js";

/** A GitHub account as the forge knows it. */
export interface Account {
  readonly login: string;
  readonly id: number;
  readonly bot: boolean;
}

/** A review, as it stood at the moment of the facts. */
export interface Review {
  readonly by: Account;
  readonly state: "approved" | "changes-requested" | "commented" | "dismissed";
  /** What it was, where it was dismissed and the forge still says so. */
  readonly was?: "approved" | "changes-requested";
  /** The commit that was reviewed. */
  readonly commit: string;
  readonly at: Instant;
}

/** A commit of the pull request and everyone who wrote it: author, committer, co-authors. */
export interface Writing {
  readonly commit: string;
  readonly writers: readonly Account[];
  /** Addresses that belong to no account we know: somebody wrote this, and it could be anybody. */
  readonly unknown: readonly string[];
}

/** `owner/name`; absent where it was deleted. */
export interface Fork {
  readonly repository?: string;
}

/** What those who would receive something had before, as far as the judgement depends on it. */
export interface Past {
  /** Grants of the pairs that are asked for, merged earlier, that are in a row with what is asked or that it names. */
  readonly grants: readonly PastGrant[];
  /** Emergencies of theirs that nobody had reviewed at the moment of the facts. */
  readonly unreviewed: readonly { readonly request: string; readonly who: string }[];
}

export interface PastGrant {
  readonly request: string;
  readonly who: string;
  readonly what: What;
  readonly from: Instant;
  readonly until: Instant;
  readonly emergency: boolean;
  /** The request that it said it continues. */
  readonly renews?: string;
}

export const NO_PAST: Past = { grants: [], unreviewed: [] };

/** What a pull request is judged on beside its files. Plain data: the ledger keeps it as JSON. */
export interface Facts {
  readonly pull: number;
  readonly author: Account;
  /** The head commit, in full. */
  readonly head: string;
  readonly writings: readonly Writing[];
  /** Who pushed to the branch, by the forge's own account of it. */
  readonly pushers: readonly Account[];
  /** Where the branch is in another repository, of which the forge does not tell who pushed to it. */
  readonly fork?: Fork;
  readonly reviews: readonly Review[];
  /** Logins of those who approved and may not write to the repository: the forge does not count them. */
  readonly readers: readonly string[];
  readonly teams: LiveTeams;
  /** Owners that CODEOWNERS names and the forge takes for none, as it names them. */
  readonly rejected: readonly string[];
  readonly past: Past;
  /** The moment that is judged: now, or when it was merged. */
  readonly at: Instant;
}

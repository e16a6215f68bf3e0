import type { Comment, OwnIssue, Reaction } from "../../../src/model/comment.js";
import type { Account, Review } from "../../../src/model/facts.js";
import type { Instant } from "../../../src/model/instant.js";

/** A review with what became of it. */
export interface GivenReview extends Review {
  dismissedAt?: Instant;
}

export interface Pull {
  readonly number: number;
  readonly title: string;
  readonly author: Account;
  readonly branch: string;
  /** The branch lies in a fork. */
  readonly fork: boolean;
  readonly opened: Instant;
  head: string;
  open: boolean;
  draft: boolean;
  waitingSince: Instant;
  merged?: MergedPull;
  readonly reviews: GivenReview[];
}

export interface MergedPull {
  readonly at: Instant;
  readonly commit: string;
  readonly by: Account;
  /** Where the default branch stood before. */
  readonly before: string;
}

/** A branch that was moved; `before` and `after` are all zeros where it was made or deleted. */
export interface Activity {
  readonly branch: string;
  readonly before: string;
  readonly after: string;
  readonly by: Account;
  readonly at: Instant;
}

export interface SaidComment extends Omit<Comment, "edited" | "reacted" | "body"> {
  body: string;
  edited: boolean;
  reaction?: Reaction;
}

/** A comment of ours, known by its marker. */
export interface OwnComment {
  readonly pull: number;
  readonly marker: string;
  body: string;
}

export type Issue = { -readonly [Key in keyof OwnIssue]: OwnIssue[Key] } & {
  readonly opened: Instant;
  changed: Instant;
};

/** What the forge tells its App. */
export type Wake =
  | { readonly kind: "check"; readonly pull: number }
  | { readonly kind: "check-open" }
  | { readonly kind: "answer"; readonly issue: number }
  | { readonly kind: "answer-all" }
  | { readonly kind: "reconcile" };

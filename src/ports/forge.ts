import type { Account, Review, Writing } from "../model/facts.js";
import type { Finding } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import type { People } from "../model/person.js";

export interface PullRequest {
  readonly number: number;
  readonly title: string;
  readonly author: Account;
  readonly draft: boolean;
  readonly open: boolean;
  readonly opened: Instant;
  /** When it was merged, by the forge's clock, and to which commit. */
  readonly merged?: { readonly at: Instant; readonly commit: string; readonly by?: Account };
  readonly head: {
    readonly commit: string;
    readonly branch: string /** `owner/name`; undefined where it was deleted. */;
    readonly repository?: string;
  };
  readonly base: { readonly commit: string; readonly branch: string };
}

/** A commit of a pull request, everyone who wrote it, and what it was made on. */
export interface Commit extends Writing {
  readonly parents: readonly string[];
}

/** A branch that was moved, from one commit to another; `before` is all zeros where it was made. */
export interface Push {
  readonly by: Account;
  readonly before: string;
  readonly after: string;
}

export interface Check {
  readonly conclusion: "success" | "failure" | "action_required" | "neutral";
  readonly title: string;
  /** Markdown, at most 65,535 characters; the adapter cuts what is longer, and says so. */
  readonly summary: string;
  readonly annotations: readonly Finding[];
  /** The sentence of each annotation, in the same order. */
  readonly messages: readonly string[];
}

export type MergeResult =
  | { readonly merged: true; readonly commit: string }
  /** `moved`: the head is not the judged one; `refused`: a protection, a conflict or the state of the pull request forbids it. */
  | { readonly merged: false; readonly because: "moved" | "refused"; readonly message: string };

/** A pull request of our own that removes one file. */
export interface Removal {
  readonly branch: string;
  readonly path: string;
  /** The commit of the default branch that it starts from. */
  readonly base: string;
  readonly title: string;
  readonly body: string;
  readonly message: string;
}

/** Conversation, from the forge's API. Every method that writes may be called again: the second time changes nothing. */
export interface Forge {
  /** `owner/name`. */
  readonly repository: string;
  readonly defaultBranch: string;
  /** Our own account, as author of comments and pull requests. */
  readonly self: string;
  /** How far ahead the forge's clock was of ours at its last answer, in seconds; undefined before there was one. */
  skew(): number | undefined;
  /** What time it is by the forge's clock, where its answer says so: what `skew` says is new, too. */
  askTime(): Promise<Instant | undefined>;
  pullRequest(number: number): Promise<PullRequest>;
  openPullRequests(): Promise<readonly PullRequest[]>;
  /** The pull request into the default branch whose merge made this commit. */
  pullRequestOfMerge(commit: string): Promise<PullRequest | undefined>;
  /**
   * Reviews as they stood at `at`, or as they stand: a later one is left out, a later dismissal is undone. One that was
   * given before the pull request was pointed at another branch is of no commit: it was of another difference.
   */
  reviews(pull: number, at: Instant | undefined): Promise<readonly Review[]>;
  /** Every commit with everyone who wrote it; `people` knows addresses that the forge does not. */
  commits(pull: number, people: People): Promise<readonly Commit[]>;
  /**
   * Every push that led to the head, from the last to the one that made the branch. Only of a branch of this repository.
   * Throws a Failure where the forge does not tell all of it (yet).
   */
  pushes(pull: PullRequest, at: Instant | undefined): Promise<readonly Push[]>;
  /** Whether the account may write to the repository now: the forge counts the approvals of no others. */
  mayWrite(account: Account): Promise<boolean>;
  /** Owners named in the commit's CODEOWNERS that the forge takes for none, as they stand there. */
  rejectedOwners(commit: string): Promise<readonly string[]>;
  /** Since when it lies as it does: opened, reopened, made ready for review or last pushed to, whichever was last. */
  waitingSince(pull: PullRequest): Promise<Instant>;
  publishCheck(name: string, head: string, check: Check): Promise<void>;
  /** Our one comment with that marker, made or edited; more than one is brought back to one. */
  comment(pull: number, marker: string, body: string): Promise<void>;
  /** The same, where we have made one: it must not go on to say what holds no more. */
  reviseComment(pull: number, marker: string, body: string): Promise<void>;
  requestReviews(pull: PullRequest, logins: readonly string[]): Promise<void>;
  /** Merges with a merge commit, pinned to the head. */
  merge(pull: number, head: string, message: { readonly title: string; readonly body: string }): Promise<MergeResult>;
  /** Closes it unmerged; whoever may can reopen it. */
  close(pull: number): Promise<void>;
  /** Opens the pull request, or finds it open; undefined where the file is gone from the base already. */
  openRemoval(removal: Removal): Promise<PullRequest | undefined>;
  deleteBranch(branch: string): Promise<void>;
  /** The branches under a prefix that are left of pull requests of ours, every one of which was merged. */
  mergedBranches(prefix: string): Promise<readonly string[]>;
}

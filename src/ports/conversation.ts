import type { Comment, OwnIssue, Reaction } from "../model/comment.js";
import type { Instant } from "../model/instant.js";
import type { PullRequest } from "./forge.js";

/** A pull request of our own that adds files, and nothing else. */
export interface Proposal {
  readonly branch: string;
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** The commit of the default branch that it starts from. */
  readonly base: string;
  readonly title: string;
  readonly body: string;
  readonly message: string;
}

/** What people say to us, and where we ask them to. Every method that writes may be called again: the second time changes nothing. */
export interface Conversation {
  /** On one issue or pull request, those that were made or changed since; oldest first. */
  commentsOn(issue: number, since: Instant): Promise<readonly Comment[]>;
  /** The same of the whole repository. */
  commentsSince(since: Instant): Promise<readonly Comment[]>;
  /** Undefined where it was deleted. */
  comment(id: number): Promise<Comment | undefined>;
  /** How we ourselves have answered. */
  reactionTo(comment: Comment): Promise<Reaction | undefined>;
  react(comment: Comment, reaction: Reaction): Promise<void>;
  /** Those that we opened and that somebody, or we, changed since; oldest first. */
  ownIssues(since: Instant): Promise<readonly OwnIssue[]>;
  /** Those that we opened and that are open; oldest first. */
  openIssues(): Promise<readonly OwnIssue[]>;
  /** Our one issue with that marker: found among those changed since, or opened. */
  issue(marker: string, since: Instant, text: { readonly title: string; readonly body: string }): Promise<OwnIssue>;
  /** Of an issue that is there already. */
  editIssue(issue: OwnIssue, text: { readonly title: string; readonly body: string }): Promise<void>;
  setOpen(issue: number, open: boolean): Promise<void>;
  /** Opens the pull request, or finds it, open or not. */
  propose(proposal: Proposal): Promise<PullRequest>;
}

import type { Account } from "./facts.js";
import type { Instant } from "./instant.js";

/** What somebody wrote on an issue or a pull request, as the forge has it now. */
export interface Comment {
  readonly id: number;
  /** The number of the issue or pull request that it is on. */
  readonly issue: number;
  /** Whether that is a pull request. */
  readonly onPull: boolean;
  readonly by: Account;
  /** When it was made, by the forge's clock. */
  readonly at: Instant;
  /** Somebody, and not only its author, may have changed what it says. */
  readonly edited: boolean;
  readonly body: string;
  /** Whether anybody reacted to it. */
  readonly reacted: boolean;
}

/** How we say that a comment is answered: done, refused, not understood. */
export type Reaction = "+1" | "-1" | "confused";
export const REACTIONS: readonly Reaction[] = ["+1", "-1", "confused"];

/** An issue that we opened. */
export interface OwnIssue {
  readonly number: number;
  readonly open: boolean;
  /** What it is about, by its first line. */
  readonly marker: string;
  readonly title: string;
  readonly body: string;
}

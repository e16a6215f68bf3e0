import type { Instant } from "./instant.js";

/** A pull request that the forge calls merged into the default branch. The forge's word alone: whether it stands is judged. */
export interface Merge {
  readonly pull: number;
  /** The head commit of the pull request when it was merged. */
  readonly head: string;
  /** What it was merged to: the forge's `merge_commit_sha`. */
  readonly commit: string;
  /** By the forge's clock, never a committer's. */
  readonly at: Instant;
}

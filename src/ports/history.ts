import type { PathEvent, TreeChange } from "../model/history.js";
import type { Instant } from "../model/instant.js";
import type { LineCommit } from "../model/provenance.js";

/** A file of a tree. */
export interface TreeEntry {
  readonly path: string;
  /** As git writes it: `100644`, `100755`, `120000` (a symbolic link), `160000` (a submodule). */
  readonly mode: string;
  readonly blob: string;
}

export interface CommitMessage {
  readonly commit: string;
  readonly parents: readonly string[];
  readonly at: Instant;
  readonly message: string;
}

/**
 * Content, read from git. Renames are never guessed: a moved file is a removal and an addition. Where the answer may lie in
 * history that a shallow clone does not have, HistoryTooShort is thrown: what is not here is never taken for what is not.
 */
export interface History {
  /** Brings the default branch and the ledger up to date; `ensure` takes in the heads of pull requests. Throws a Failure when the remote does not answer. */
  fetch(): Promise<void>;
  /** Makes a commit's objects present, for instance a squashed pull request's head. False where the remote has it no more. */
  ensure(commit: string, reference: string): Promise<boolean>;
  /** The commit of a branch as last fetched; undefined where there is none. */
  branch(name: string): Promise<string | undefined>;
  /** Every file below a folder (or the one file of that name), in order of path. */
  tree(commit: string, prefixes: readonly string[]): Promise<readonly TreeEntry[]>;
  /** Contents by blob, each read once. Throws TooMuch, and reads nothing, where they come to more bytes than `most`. */
  blobs(ids: readonly string[], most?: number): Promise<ReadonlyMap<string, Uint8Array>>;
  /** From one commit's tree to the other's. */
  changes(from: string, to: string): Promise<readonly TreeChange[]>;
  /**
   * Every path whose content a merge of `head` into `base` could change: what differs between the head and any of their
   * merge bases. Where there are several, one alone would hide what the head takes back of another.
   */
  changesOf(base: string, head: string): Promise<readonly TreeChange[]>;
  /**
   * The tree that merging `head` into `base` would give, for `tree` and `blobs`; undefined where they conflict, or where
   * git cannot say. Nothing is committed.
   */
  mergedTree(base: string, head: string): Promise<string | undefined>;
  parents(commit: string): Promise<readonly string[]>;
  /** Where the histories of two commits part: none, or several where each was merged into the other. */
  mergeBases(one: string, other: string): Promise<readonly string[]>;
  /** Whether the commit is the head, or one of its ancestors by any parent; false also of one that is nowhere in them. */
  isIn(head: string, commit: string): Promise<boolean>;
  /**
   * Whether the commit has two parents, the second is on `base`, and its tree is what merging them gives by itself: it
   * adds nothing that somebody wrote. Whoever made it, and whatever it says of itself, is not asked.
   */
  isCleanMerge(commit: string, base: string): Promise<boolean>;
  /**
   * For each path, the newest commit of the first-parent history of `head` that added it. One walk, which stops when
   * all are found. A path that was never added on that line is absent. What was found before the history was cut is in
   * HistoryTooShort.
   */
  additions(head: string, paths: readonly string[]): Promise<ReadonlyMap<string, PathEvent>>;
  /** For each path, the newest commit of the first-parent history that removed it. One walk, likewise. */
  removals(head: string, paths: readonly string[]): Promise<ReadonlyMap<string, PathEvent>>;
  /**
   * The commits of the first-parent history of `head` that changed what the path holds, or took it away: newest first. It
   * ends where the reader does.
   */
  versions(head: string, path: string): AsyncIterable<string>;
  /** The first-parent history, newest first, with what each commit changed of policy. It ends where the reader does. */
  line(head: string): AsyncIterable<LineCommit>;
  /** The first-parent history of a branch's requests, newest first, for the audit. */
  messages(head: string): AsyncIterable<CommitMessage>;
}

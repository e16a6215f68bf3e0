import type { PathEvent } from "../model/history.js";

/**
 * The world's kind of wrong: a call that did not do what it should have. `transient`: the same call may succeed later
 * (throttled, timed out, 5xx, connection lost); otherwise it will not until somebody changes something.
 * The message is one line for people and holds no secret.
 */
export class Failure extends Error {
  readonly transient: boolean;

  constructor(message: string, options: { readonly transient: boolean; readonly cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = "Failure";
    this.transient = options.transient;
  }
}

/** More than is read at once: nothing of it was. */
export class TooMuch extends Failure {
  readonly files: number;
  readonly bytes: number;
  /** Bytes. */
  readonly most: number;

  constructor({ files, bytes, most }: { readonly files: number; readonly bytes: number; readonly most: number }) {
    super(`${files} files come to ${bytes} bytes, and no more than ${most} are read at once`, { transient: false });
    this.name = "TooMuch";
    this.files = files;
    this.bytes = bytes;
    this.most = most;
  }
}

/** The command that makes a shallow clone whole. */
export const DEEPEN = "git fetch --unshallow";

/**
 * The history that is here ends before what was asked of it: the clone is shallow. Until it is deepened nobody can answer,
 * and what was not found is not known not to be.
 */
export class HistoryTooShort extends Failure {
  /** Where it ends, or what is missing. */
  readonly commit: string;
  /** What was found before it ended. */
  readonly found: ReadonlyMap<string, PathEvent>;

  private constructor(says: string, commit: string, found: ReadonlyMap<string, PathEvent>) {
    super(`the clone is shallow and ${says} ${commit}: run ${DEEPEN} in it`, { transient: false });
    this.name = "HistoryTooShort";
    this.commit = commit;
    this.found = found;
  }

  static before(commit: string, found: ReadonlyMap<string, PathEvent> = new Map()): HistoryTooShort {
    return new HistoryTooShort("has nothing before commit", commit, found);
  }

  static without(commit: string): HistoryTooShort {
    return new HistoryTooShort("does not have commit", commit, new Map());
  }
}

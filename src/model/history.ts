/** One path that differs between two trees. Renames are never guessed: a moved file is a removal and an addition. */
export interface TreeChange {
  readonly status: "added" | "modified" | "deleted" | "type-changed";
  readonly path: string;
  /** As git writes it (`100644`, `120000` for a symbolic link), with the blob, after the change; before it, where it was deleted. */
  readonly mode: string;
  readonly blob: string;
}

/** A commit of the first-parent history that added or removed a path. */
export interface PathEvent {
  readonly path: string;
  readonly commit: string;
  readonly parents: readonly string[];
  /** After an addition: the blob that was added; before a removal: the one removed. */
  readonly blob: string;
}

import type { Merge } from "../model/merge.js";

/**
 * The pull request whose merge this commit is; undefined where it came directly: no pull request names it, it is the pull
 * request's own head, whose commits were pushed, or it has another number of parents than a merge or a squash.
 */
export function mergedBy(commit: string, parents: readonly string[], merge: Merge | undefined): Merge | undefined {
  const isMerge = merge !== undefined && merge.commit === commit && merge.head !== commit;
  return isMerge && (parents.length === 1 || parents.length === 2) ? merge : undefined;
}

/** Of a merge commit: whether its second parent is the pull request's head. A squash has none. */
export function bringsHead([, second]: readonly string[], { head }: Merge): boolean {
  return second === undefined || second === head;
}

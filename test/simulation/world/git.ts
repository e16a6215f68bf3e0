import type { TreeChange } from "../../../src/model/history.js";
import { blobOf } from "./texts.js";

export interface TreeFile {
  readonly mode: string;
  readonly blob: string;
}

export type Tree = ReadonlyMap<string, TreeFile>;

export interface CommitObject {
  readonly id: string;
  /** Counts from 1 in the order in which they were made: a parent's is always lower. */
  readonly number: number;
  readonly parents: readonly string[];
  readonly tree: Tree;
  /** Who wrote it, by login. */
  readonly author: string;
  readonly message: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Made by merging its parents, with nothing of anybody's own. */
  readonly clean: boolean;
}

/** Commits in memory, of one repository with all its forks. Trees are small maps; nothing is ever changed. */
export interface Git {
  commit(of: Omit<CommitObject, "id" | "number">): string;
  get(id: string): CommitObject;
  has(id: string): boolean;
  isAncestor(ancestor: string, commit: string): boolean;
  mergeBases(one: string, other: string): readonly string[];
  /** Undefined where they conflict, or where several bases make it doubtful. */
  merge(base: string, head: string): Tree | undefined;
  /** From the newest to the first. */
  firstParents(head: string): Generator<CommitObject>;
  /** What a commit changed of its first parent. */
  own(commit: CommitObject): readonly TreeChange[];
  /** The commits that are on `head` and not on `base`, oldest first. */
  between(base: string, head: string): readonly CommitObject[];
}

export const NO_COMMIT = "0".repeat(40);
const EMPTY: Tree = new Map();

export function createGit(): Git {
  const objects = new Map<string, CommitObject>();
  const bases = new Map<string, readonly string[]>();
  const changes = new Map<string, readonly TreeChange[]>();

  function get(id: string): CommitObject {
    const found = objects.get(id);
    if (found === undefined) throw new Error(`there is no commit ${id}`);
    return found;
  }

  function reach(from: string, until: (commit: CommitObject) => boolean): Set<string> {
    const seen = new Set<string>([from]);
    for (const id of seen) {
      const commit = get(id);
      if (until(commit)) continue;
      for (const parent of commit.parents) seen.add(parent);
    }
    return seen;
  }

  function isAncestor(ancestor: string, commit: string): boolean {
    if (ancestor === commit) return true;
    const { number } = get(ancestor);
    return reach(commit, (one) => one.number <= number).has(ancestor);
  }

  function findBases(one: string, other: string): readonly string[] {
    if (isAncestor(one, other)) return [one];
    if (isAncestor(other, one)) return [other];
    const ours = reach(one, () => false);
    const common = [...reach(other, ({ id }) => ours.has(id))].filter((id) => ours.has(id));
    return common.filter((id) => !common.some((better) => better !== id && isAncestor(id, better)));
  }

  function mergeBases(one: string, other: string): readonly string[] {
    const key = `${one} ${other}`;
    const found = bases.get(key) ?? findBases(one, other);
    bases.set(key, found);
    return found;
  }

  return {
    commit(of) {
      const number = objects.size + 1;
      const id = `c0${blobOf(`commit ${number}`).slice(0, 30)}${number.toString(16).padStart(8, "0")}`;
      objects.set(id, { ...of, id, number });
      return id;
    },
    get,
    has: (id) => objects.has(id),
    isAncestor,
    mergeBases,
    merge(base, head) {
      const [start, ...more] = mergeBases(base, head);
      if (start === undefined || more.length > 0) return undefined;
      return mergeTrees(get(start).tree, get(base).tree, get(head).tree);
    },
    *firstParents(head) {
      for (let id: string | undefined = head; id !== undefined; ) {
        const commit: CommitObject = get(id);
        yield commit;
        id = commit.parents[0];
      }
    },
    own(commit) {
      const known = changes.get(commit.id);
      if (known !== undefined) return known;
      const [first] = commit.parents;
      const found = diff(first === undefined ? EMPTY : get(first).tree, commit.tree);
      changes.set(commit.id, found);
      return found;
    },
    between(base, head) {
      const known = reach(base, () => false);
      return [...reach(head, ({ id }) => known.has(id))]
        .filter((id) => !known.has(id))
        .map(get)
        .sort((one, other) => one.number - other.number);
    },
  };
}

/** Renames are never guessed. In order of path. */
export function diff(from: Tree, to: Tree): readonly TreeChange[] {
  if (from === to) return [];
  const found: TreeChange[] = [];
  for (const [path, file] of to) {
    const before = from.get(path);
    if (before === file) continue;
    if (before === undefined) found.push({ status: "added", path, ...file });
    else if (before.mode.slice(0, 3) !== file.mode.slice(0, 3)) found.push({ status: "type-changed", path, ...file });
    else if (before.blob !== file.blob || before.mode !== file.mode) found.push({ status: "modified", path, ...file });
  }
  for (const [path, file] of from) {
    if (!to.has(path)) found.push({ status: "deleted", path, ...file });
  }
  return found.length < 2 ? found : found.sort((one, other) => (one.path < other.path ? -1 : 1));
}

function same(one: TreeFile | undefined, other: TreeFile | undefined): boolean {
  return one === other || (one?.blob === other?.blob && one?.mode === other?.mode);
}

/** File by file: two that changed the same file differently conflict. */
function mergeTrees(start: Tree, base: Tree, head: Tree): Tree | undefined {
  const merged = new Map(base);
  for (const { path, status } of diff(start, head)) {
    const [was, ours, theirs] = [start.get(path), base.get(path), status === "deleted" ? undefined : head.get(path)];
    if (same(ours, theirs)) continue;
    if (!same(was, ours)) return undefined;
    if (theirs === undefined) merged.delete(path);
    else merged.set(path, theirs);
  }
  return merged;
}

/** A tree with some files written; undefined takes one away. */
export function withFiles(tree: Tree, files: Readonly<Record<string, string | undefined>>): Tree {
  const next = new Map(tree);
  for (const [path, text] of Object.entries(files)) {
    if (text === undefined) next.delete(path);
    else next.set(path, { mode: "100644", blob: blobOf(text) });
  }
  return next;
}

import type { PathEvent } from "../../../src/model/history.js";
import { instantOf } from "../../../src/model/instant.js";
import { isPolicyPath } from "../../../src/model/provenance.js";
import type { History, TreeEntry } from "../../../src/ports/history.js";
import type { Faults } from "../faults.js";
import type { Process } from "../scheduler.js";
import { type CommitObject, diff, type Git, type Tree } from "../world/git.js";
import { type GitHub, MAIN } from "../world/github.js";
import { bytesOf } from "../world/texts.js";

/** A process's own mirror: what it fetched last, until it fetches again. */
export interface Mirror extends History {
  /** How many files of the ledger were fetched. */
  ledgerFiles(): number;
}

export function createMirror(process: Process, github: GitHub, faults: Faults, ledgerSize: () => number): Mirror {
  const { git } = github;
  let main: string | undefined;
  let ledger = 0;
  const present = new Set<string>();
  const trees = new Map<string, Tree>();

  function treeOf(id: string): Tree {
    return trees.get(id) ?? git.get(id).tree;
  }

  return {
    ledgerFiles: () => ledger,
    fetch: () =>
      faults.call(process, "git", "fetch", () => {
        main = github.main();
        ledger = ledgerSize();
      }),
    async ensure(commit) {
      if (present.has(commit) || (main !== undefined && git.has(commit) && git.isAncestor(commit, main))) return true;
      return faults.call(process, "git", "ensure", () => {
        present.add(commit);
        return git.has(commit);
      });
    },
    branch: async (name) => (name === MAIN ? main : undefined),
    tree: async (commit, prefixes) => entriesOf(treeOf(commit), prefixes),
    blobs: async (ids) => new Map(ids.map((id) => [id, bytesOf(id)])),
    changes: async (from, to) => diff(treeOf(from), treeOf(to)),
    async changesOf(base, head) {
      const bases = git.mergeBases(base, head);
      const all = (bases.length > 0 ? bases : [base]).flatMap((from) => diff(treeOf(from), treeOf(head)));
      return [...new Map(all.map((change) => [JSON.stringify(change), change])).values()];
    },
    async mergedTree(base, head) {
      const tree = git.merge(base, head);
      if (tree === undefined) return undefined;
      const id = `${base.slice(0, 20)}${head.slice(20)}`;
      trees.set(id, tree);
      return id;
    },
    parents: async (commit) => git.get(commit).parents,
    isCleanMerge: async (commit, base) => isCleanMerge(git, git.get(commit), base),
    additions: async (head, paths) => eventsOf(git, head, paths, "added"),
    removals: async (head, paths) => eventsOf(git, head, paths, "deleted"),
    mergeBases: async (one, other) => git.mergeBases(one, other),
    isIn: async (head, commit) => git.has(commit) && git.isAncestor(commit, head),
    async *line(head) {
      for (const commit of git.firstParents(head)) {
        const policy = git.own(commit).flatMap(({ path }) => (isPolicyPath(path) ? [path] : []));
        yield { commit: commit.id, parents: commit.parents, policy };
      }
    },
    async *versions(head, path) {
      for (const commit of git.firstParents(head)) {
        if (git.own(commit).some((change) => change.path === path)) yield commit.id;
      }
    },
    async *messages(head) {
      for (const { id, parents, at, message } of git.firstParents(head)) {
        yield { commit: id, parents, at: instantOf(at), message };
      }
    },
  };
}

function entriesOf(tree: Tree, prefixes: readonly string[]): readonly TreeEntry[] {
  const names = prefixes.map((prefix) => prefix.replace(/\/+$/, ""));
  const found: TreeEntry[] = [];
  for (const [path, file] of tree) {
    if (names.some((name) => path === name || path.startsWith(`${name}/`))) found.push({ path, ...file });
  }
  return found.sort((one, other) => (one.path < other.path ? -1 : 1));
}

function isCleanMerge(git: Git, { parents, tree }: CommitObject, base: string): boolean {
  const [first, second, ...more] = parents;
  if (first === undefined || second === undefined || more.length > 0 || !git.isAncestor(second, base)) return false;
  const merged = git.merge(first, second);
  return merged !== undefined && diff(merged, tree).length === 0;
}

function eventsOf(
  git: Git,
  head: string,
  paths: readonly string[],
  which: "added" | "deleted",
): ReadonlyMap<string, PathEvent> {
  const sought = new Set(paths);
  const found = new Map<string, PathEvent>();
  if (sought.size === 0) return found;
  for (const commit of git.firstParents(head)) {
    for (const { status, path, blob } of git.own(commit)) {
      if (status !== which || !sought.delete(path)) continue;
      found.set(path, { path, commit: commit.id, parents: commit.parents, blob });
    }
    if (sought.size === 0) break;
  }
  return found;
}

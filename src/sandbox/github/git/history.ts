import type { GitRepository } from "./git-repository.js";
import { git, runGit } from "./run-git.js";

/** Questions about history that git itself answers. Commits never change, so neither do the answers: they are kept. */

export interface FileChange {
  readonly path: string;
  readonly previousPath: string | undefined;
  readonly status: "added" | "removed" | "modified" | "renamed" | "copied" | "changed";
  readonly sha: string;
  readonly additions: number;
  readonly deletions: number;
  readonly patch: string | undefined;
}

const answers = new WeakMap<GitRepository, Map<string, Promise<unknown>>>();

function once<T>(repository: GitRepository, key: string, ask: () => Promise<T>): Promise<T> {
  let known = answers.get(repository);
  if (!known) {
    known = new Map();
    answers.set(repository, known);
  }
  const kept = known.get(key);
  if (kept) return kept as Promise<T>;
  const asked = ask();
  known.set(key, asked);
  asked.catch(() => known.delete(key));
  return asked;
}

export function mergeBase(repository: GitRepository, one: string, other: string): Promise<string | undefined> {
  if (one === other) return Promise.resolve(one);
  return once(repository, `base ${one} ${other}`, async () => {
    const result = await runGit(repository.directory, ["merge-base", one, other]);
    return result.code === 0 ? result.output.toString().trim() : undefined;
  });
}

export async function isAncestor(repository: GitRepository, ancestor: string, of: string): Promise<boolean> {
  return (await mergeBase(repository, ancestor, of)) === ancestor;
}

/** The commits that `to` has and `from` has not, oldest first. */
export function commitsBetween(
  repository: GitRepository,
  from: string | undefined,
  to: string,
): Promise<readonly string[]> {
  if (from === to) return Promise.resolve([]);
  return once(repository, `commits ${from} ${to}`, async () => {
    const range = from === undefined ? [to] : [to, `^${from}`];
    const text = await git(repository.directory, ["rev-list", "--reverse", "--topo-order", ...range]);
    return text.split("\n").filter((line) => line !== "");
  });
}

/** The commits that a branch moved over, oldest first, following its own line only. */
export async function firstParents(repository: GitRepository, from: string, to: string): Promise<readonly string[]> {
  const text = await git(repository.directory, ["rev-list", "--first-parent", "--reverse", to, `^${from}`]);
  return text.split("\n").filter((line) => line !== "");
}

const STATUS = { A: "added", D: "removed", M: "modified", R: "renamed", C: "copied", T: "changed" } as const;

function splitPatches(text: string): string[] {
  return text
    .split(/^(?=diff --git )/m)
    .filter((part) => part.startsWith("diff --git "))
    .map((part) => {
      const at = part.search(/^@@ /m);
      return at < 0 ? "" : part.slice(at).replace(/\n$/, "");
    });
}

function parseRaw(fields: readonly string[]): {
  changes: Omit<FileChange, "additions" | "deletions" | "patch">[];
  rest: number;
} {
  const changes = [];
  let at = 0;
  while (fields[at]?.startsWith(":")) {
    const [, , before = "", after = "", code = "M"] = (fields[at] ?? "").split(" ");
    const letter = code.charAt(0) as keyof typeof STATUS;
    const moved = letter === "R" || letter === "C";
    const path = fields[at + (moved ? 2 : 1)] ?? "";
    changes.push({
      path,
      previousPath: moved ? fields[at + 1] : undefined,
      status: STATUS[letter],
      // A file that is gone is named by what it was.
      sha: letter === "D" ? before : after,
    });
    at += moved ? 3 : 2;
  }
  return { changes, rest: at };
}

/** What changed between two commits or trees, as GitHub lists it: renames found, patches without their headers. */
export function changedFiles(repository: GitRepository, from: string, to: string): Promise<readonly FileChange[]> {
  return once(repository, `diff ${from} ${to}`, async () => {
    const options = ["--no-color", "--no-ext-diff", "-M", "--full-index"];
    const [listed, patches] = await Promise.all([
      git(repository.directory, ["diff", ...options, "--raw", "--no-abbrev", "--numstat", "-z", from, to, "--"]),
      git(repository.directory, ["diff", ...options, "-p", from, to, "--"]),
    ]);
    const fields = listed.split("\0");
    const { changes, rest } = parseRaw(fields);
    const texts = splitPatches(patches);
    let at = rest;
    return changes.map((change, index) => {
      const [added = "0", removed = "0", path = ""] = (fields[at] ?? "").split("\t");
      at += path === "" ? 3 : 1;
      return {
        ...change,
        additions: added === "-" ? 0 : Number(added),
        deletions: removed === "-" ? 0 : Number(removed),
        patch: texts[index] || undefined,
      };
    });
  });
}

/** Merges two commits without a worktree. The tree, or undefined where they conflict. */
export function mergeTrees(repository: GitRepository, one: string, other: string): Promise<string | undefined> {
  return once(repository, `merge ${one} ${other}`, async () => {
    const base = await mergeBase(repository, one, other);
    const ours = await repository.commit(one);
    const theirs = await repository.commit(other);
    if (base === one) return theirs?.tree;
    if (base === other) return ours?.tree;
    const start = base === undefined ? undefined : await repository.commit(base);
    // Where only one side changed anything there is nothing to merge, and no process to start.
    if (start && start.tree === ours?.tree) return theirs?.tree;
    if (start && start.tree === theirs?.tree) return ours?.tree;
    const args = ["merge-tree", "--write-tree", "--allow-unrelated-histories", one, other];
    const result = await runGit(repository.directory, args);
    return result.code === 0 ? result.output.toString().split("\n")[0] : undefined;
  });
}

import { createHash } from "node:crypto";
import type { TreeChange } from "../../src/model/history.js";
import type { History, TreeEntry } from "../../src/ports/history.js";

/** A commit's files by path, each with its mode. */
export type Files = ReadonlyMap<string, { readonly mode: string; readonly text: string }>;

export interface Trees {
  readonly commits: Readonly<Record<string, Files>>;
  readonly main: string;
  /** The commit that merged each request that is on main. */
  readonly merged: ReadonlyMap<string, string>;
  readonly parents: Readonly<Record<string, readonly string[]>>;
  /** What was on main once, and was taken away by a push. */
  readonly pushedAway: ReadonlySet<string>;
}

const PUSH = "f".repeat(40);

/** A history of two commits and the merges before them, in memory. */
export function historyOf({ commits, main, merged, parents, pushedAway }: Trees): History {
  const contents = new Map(
    Object.values(commits).flatMap((files) =>
      [...files.values()].map(({ text }) => [blobOf(text), new TextEncoder().encode(text)] as const),
    ),
  );
  const entriesOf = (commit: string): readonly TreeEntry[] => {
    const files = commits[commit];
    if (files === undefined) throw new Error(`there is no commit ${commit}`);
    return [...files].toSorted().map(([path, { mode, text }]) => ({ path, mode, blob: blobOf(text) }));
  };
  const changes = (from: string, to: string): readonly TreeChange[] => {
    const [before, after] = [from, to].map((commit) => new Map(entriesOf(commit).map((entry) => [entry.path, entry])));
    const paths = new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])]);
    return [...paths].toSorted().flatMap((path) => changeOf(before?.get(path), after?.get(path)) ?? []);
  };
  return {
    fetch: async () => undefined,
    ensure: async () => true,
    branch: async (name) => (name === "main" ? main : undefined),
    tree: async (commit, prefixes) =>
      entriesOf(commit).filter(({ path }) =>
        prefixes.some((prefix) => path === prefix || (prefix.endsWith("/") && path.startsWith(prefix))),
      ),
    blobs: async (ids) => new Map(ids.flatMap((id) => [[id, contents.get(id) ?? new Uint8Array()] as const])),
    changes: async (from, to) => changes(from, to),
    changesOf: async (base, head) => changes(base, head),
    // Nothing is merged beside: what a merge would give is the head.
    mergedTree: async (_base, head) => head,
    isCleanMerge: async () => false,
    parents: async (commit) => parents[commit] ?? [],
    additions: async (_head, paths) =>
      new Map(
        paths.flatMap((path) => {
          const commit = merged.get(path);
          const blob = blobOf(commits[main]?.get(path)?.text ?? "");
          return commit === undefined ? [] : [[path, { path, commit, parents: parents[commit] ?? [], blob }] as const];
        }),
      ),
    removals: async (_head, paths) =>
      new Map(
        paths
          .filter((path) => pushedAway.has(path))
          .map((path) => [path, { path, commit: PUSH, parents: [main], blob: "" }] as const),
      ),
    async *versions() {},
    mergeBases: async (base) => [base],
    isIn: async () => true,
    line: async function* () {},
    messages: async function* () {},
  };
}

function changeOf(before: TreeEntry | undefined, after: TreeEntry | undefined): TreeChange | undefined {
  if (after === undefined) return before && { ...before, status: "deleted" };
  if (before === undefined) return { ...after, status: "added" };
  if (before.mode.slice(0, 2) !== after.mode.slice(0, 2)) return { ...after, status: "type-changed" };
  return before.blob === after.blob ? undefined : { ...after, status: "modified" };
}

/** As git names it. */
export function blobOf(text: string): string {
  return createHash("sha1")
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest("hex");
}

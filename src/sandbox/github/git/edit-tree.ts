import { EMPTY_TREE, type TreeEntry } from "./git-objects.js";
import type { GitRepository } from "./git-repository.js";

/** One path of a tree to set, or, without `sha`, to remove. */
export interface TreeEdit {
  readonly path: string;
  readonly mode: string;
  readonly sha: string | null;
}

interface Folder {
  readonly edits: Map<string, TreeEdit>;
  readonly folders: Map<string, Folder>;
}

function sortIntoFolders(edits: readonly TreeEdit[]): Folder {
  const root: Folder = { edits: new Map(), folders: new Map() };
  for (const edit of edits) {
    const names = edit.path.split("/");
    const last = names.pop() ?? "";
    let folder = root;
    for (const name of names) {
      let next = folder.folders.get(name);
      if (!next) {
        next = { edits: new Map(), folders: new Map() };
        folder.folders.set(name, next);
      }
      folder = next;
    }
    folder.edits.set(last, edit);
  }
  return root;
}

async function apply(repository: GitRepository, base: string | undefined, folder: Folder): Promise<string | undefined> {
  const entries = new Map<string, TreeEntry>();
  if (base !== undefined) for (const entry of await repository.tree(base)) entries.set(entry.name, entry);
  for (const [name, edit] of folder.edits) {
    if (edit.sha === null) entries.delete(name);
    else entries.set(name, { name, mode: edit.mode, sha: edit.sha });
  }
  for (const [name, child] of folder.folders) {
    const existing = entries.get(name);
    const sha = await apply(repository, existing?.mode === "040000" ? existing.sha : undefined, child);
    if (sha === undefined) entries.delete(name);
    else entries.set(name, { name, mode: "040000", sha });
  }
  // A folder with nothing in it does not exist in git.
  return entries.size === 0 ? undefined : repository.writeTree([...entries.values()]);
}

/** Writes the tree that differs from `base` by the edits. */
export async function editTree(
  repository: GitRepository,
  base: string | undefined,
  edits: readonly TreeEdit[],
): Promise<string> {
  const sha = await apply(repository, base, sortIntoFolders(edits));
  if (sha !== undefined) return sha;
  repository.writeTree([]);
  return EMPTY_TREE;
}

/** What lies at a path of a commit's tree: a blob or a folder. */
export async function entryAt(repository: GitRepository, tree: string, path: string): Promise<TreeEntry | undefined> {
  let entry: TreeEntry = { mode: "040000", name: "", sha: tree };
  for (const name of path.split("/").filter((part) => part !== "")) {
    if (entry.mode !== "040000") return undefined;
    const next = (await repository.tree(entry.sha)).find((each) => each.name === name);
    if (!next) return undefined;
    entry = next;
  }
  return entry;
}

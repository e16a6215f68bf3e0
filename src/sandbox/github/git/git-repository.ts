import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { deflateSync, inflateSync } from "node:zlib";
import {
  type Commit,
  decodeObject,
  encodeObject,
  type GitObject,
  parseCommit,
  parseTree,
  printCommit,
  printTree,
  type TreeEntry,
} from "./git-objects.js";
import { createMutex, type Mutex } from "./mutex.js";
import { createObjectReader } from "./object-reader.js";

/** A bare repository on disk. Loose objects and refs are read and written in this process; packs by git. */
export interface GitRepository {
  readonly directory: string;
  /** Held while anything of this repository changes, so that requests at the same time are safe. */
  readonly mutex: Mutex;
  read(sha: string): Promise<GitObject | undefined>;
  commit(sha: string): Promise<Commit | undefined>;
  tree(sha: string): Promise<readonly TreeEntry[]>;
  blob(sha: string): Promise<Buffer | undefined>;
  write(object: GitObject): string;
  writeBlob(content: string | Buffer): string;
  writeTree(entries: readonly TreeEntry[]): string;
  writeCommit(commit: Omit<Commit, "signed">): string;
  /** Commits that were made through GitHub itself, which signs them. */
  readonly signed: Set<string>;
  ref(name: string): string | undefined;
  /** Every ref under a prefix such as `refs/heads/`, sorted. */
  refs(prefix: string): { readonly name: string; readonly sha: string }[];
  setRef(name: string, sha: string): void;
  deleteRef(name: string): void;
  close(): Promise<void>;
}

const SHA = /^[0-9a-f]{40}$/;
/** Objects never change, so what was read once is kept; blobs are left out, for they can be large. */
const CACHE_LIMIT = 20_000;

function packedRefs(directory: string): Map<string, string> {
  const refs = new Map<string, string>();
  let text: string;
  try {
    text = readFileSync(join(directory, "packed-refs"), "utf8");
  } catch {
    return refs;
  }
  for (const line of text.split("\n")) {
    const [sha, name] = line.split(" ");
    if (sha !== undefined && name !== undefined && SHA.test(sha)) refs.set(name, sha);
  }
  return refs;
}

function looseRef(directory: string, name: string): string | undefined {
  try {
    const text = readFileSync(join(directory, name), "utf8").trim();
    return SHA.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

function looseRefs(directory: string, folder: string, into: Map<string, string>): void {
  let entries: import("node:fs").Dirent[];
  try {
    entries = readdirSync(join(directory, folder), { withFileTypes: true });
  } catch {
    return;
  }
  for (const entry of entries) {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) looseRefs(directory, name, into);
    else {
      const sha = looseRef(directory, name);
      if (sha !== undefined) into.set(name, sha);
    }
  }
}

function removeEmptyFolders(directory: string, name: string): void {
  // `refs/heads/a` cannot be made while the empty folder of a former `refs/heads/a/b` is there.
  for (let folder = dirname(name); folder.split("/").length > 2; folder = dirname(folder)) {
    try {
      if (readdirSync(join(directory, folder)).length > 0) return;
      rmSync(join(directory, folder), { recursive: true });
    } catch {
      return;
    }
  }
}

export function openGitRepository(directory: string): GitRepository {
  const cache = new Map<string, GitObject>();
  const packed = createObjectReader(directory);

  function remember(sha: string, object: GitObject): void {
    if (object.type === "blob") return;
    if (cache.size >= CACHE_LIMIT) cache.clear();
    cache.set(sha, object);
  }

  async function read(sha: string): Promise<GitObject | undefined> {
    if (!SHA.test(sha)) return undefined;
    const known = cache.get(sha);
    if (known) return known;
    let object: GitObject | undefined;
    try {
      object = decodeObject(inflateSync(readFileSync(join(directory, "objects", sha.slice(0, 2), sha.slice(2)))));
    } catch {
      object = await packed.read(sha);
    }
    if (object) remember(sha, object);
    return object;
  }

  function write(object: GitObject): string {
    const { sha, bytes } = encodeObject(object);
    const path = join(directory, "objects", sha.slice(0, 2), sha.slice(2));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.new`, deflateSync(bytes));
    renameSync(`${path}.new`, path);
    remember(sha, object);
    return sha;
  }

  async function commit(sha: string): Promise<Commit | undefined> {
    const object = await read(sha);
    return object?.type === "commit" ? parseCommit(object.content) : undefined;
  }

  async function blob(sha: string): Promise<Buffer | undefined> {
    const object = await read(sha);
    return object?.type === "blob" ? object.content : undefined;
  }

  async function tree(sha: string): Promise<readonly TreeEntry[]> {
    const object = await read(sha);
    return object?.type === "tree" ? parseTree(object.content) : [];
  }

  return {
    directory,
    mutex: createMutex(),
    signed: new Set(),
    read,
    commit,
    blob,
    tree,
    write,
    writeBlob: (content) => write({ type: "blob", content: Buffer.from(content) }),
    writeTree: (entries) => write({ type: "tree", content: printTree(entries) }),
    writeCommit: (value) => write({ type: "commit", content: printCommit(value) }),
    ref: (name) => looseRef(directory, name) ?? packedRefs(directory).get(name),
    refs(prefix) {
      const found = new Map([...packedRefs(directory)].filter(([name]) => name.startsWith(prefix)));
      const loose = new Map<string, string>();
      looseRefs(directory, prefix.slice(0, prefix.lastIndexOf("/")), loose);
      for (const [name, sha] of loose) if (name.startsWith(prefix)) found.set(name, sha);
      return [...found]
        .map(([name, sha]) => ({ name, sha }))
        .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    },
    setRef(name, sha) {
      const path = join(directory, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(`${path}.lock`, `${sha}\n`);
      renameSync(`${path}.lock`, path);
    },
    deleteRef(name) {
      const rest = packedRefs(directory);
      if (rest.delete(name)) {
        const lines = [...rest].map(([other, sha]) => `${sha} ${other}\n`);
        writeFileSync(join(directory, "packed-refs"), `# pack-refs with: sorted\n${lines.join("")}`);
      }
      rmSync(join(directory, name), { force: true });
      removeEmptyFolders(directory, name);
    },
    close: () => packed.close(),
  };
}

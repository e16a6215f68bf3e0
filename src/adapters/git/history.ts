import type { TreeChange } from "../../model/history.js";
import { type Instant, instantOf } from "../../model/instant.js";
import type { CommitMessage, History, TreeEntry } from "../../ports/history.js";
import { parseRaw, walkFirstParents, walkLine } from "./first-parent-walk.js";
import type { Git } from "./git.js";
import { readBlobs } from "./read-blobs.js";
import { objectId, referenceName } from "./reference.js";

/** Where branches are kept, and how the remote is asked: a mirror and a checkout differ in this alone. */
export interface Source {
  readonly git: Git;
  /** The full reference that a branch of the remote is kept under. */
  referenceOf(branch: string): string;
  fetch(): Promise<void>;
  /** Tries to make the commit present, from the reference or by its id; whether it is there is asked afterwards. */
  fetchCommit(commit: string, reference: string): Promise<void>;
}

/** More prefixes than this are matched here: a command line is bounded. */
const PREFIXES = 200;

export function createHistory(source: Source): History {
  const { git } = source;
  return {
    fetch: () => source.fetch(),
    async ensure(commit, reference) {
      if (await isPresent(git, commit)) return true;
      await source.fetchCommit(objectId(commit), referenceName(reference));
      return isPresent(git, commit);
    },
    branch: (name) => resolved(git, source.referenceOf(name)),
    tree: (commit, prefixes) => treeOf(git, commit, prefixes),
    blobs: async (ids) => readBlobs(git, ids.map(objectId)),
    changes: (from, to) => changesBetween(git, from, to),
    async changesOf(base, head) {
      const bases = await mergeBases(git, base, head);
      const changes = await Promise.all(
        (bases.length > 0 ? bases : [base]).map((from) => changesBetween(git, from, head)),
      );
      return [...new Map(changes.flat().map((change) => [JSON.stringify(change), change])).values()];
    },
    mergedTree: (base, head) => mergedTree(git, base, head),
    async parents(commit) {
      const { stdout } = await git.run([
        "log",
        "-1",
        "--format=tformat:%P",
        "--end-of-options",
        objectId(commit),
        "--",
      ]);
      return words(stdout);
    },
    mergeBases: (one, other) => mergeBases(git, one, other),
    isIn: (head, commit) => isIn(git, head, commit),
    isCleanMerge: (commit, base) => isCleanMerge(git, commit, base),
    additions: async (head, paths) => walkFirstParents(git, objectId(head), paths, "additions"),
    removals: async (head, paths) => walkFirstParents(git, objectId(head), paths, "removals"),
    versions: (head, path, limit) => versionsOf(git, head, path, limit),
    line: (head) => walkLine(git, objectId(head)),
    messages: (head) => messagesFrom(git, head),
  };
}

async function mergeBases(git: Git, one: string, other: string): Promise<readonly string[]> {
  const args = ["merge-base", "--all", "--end-of-options", objectId(one), objectId(other)];
  // 1 says that there is none.
  const { stdout } = await git.run(args, { accept: [0, 1] });
  return stdout.toString("latin1").split("\n").filter(Boolean);
}

async function isCleanMerge(git: Git, commit: string, base: string): Promise<boolean> {
  const format = ["log", "-1", "--format=tformat:%T %P", "--end-of-options", objectId(commit), "--"];
  const [tree, first, second, ...more] = words((await git.run(format)).stdout);
  if (tree === undefined || first === undefined || second === undefined || more.length > 0) return false;
  if (!(await isAncestor(git, second, objectId(base)))) return false;
  // Where git cannot tell, somebody wrote it.
  return (await mergedTree(git, first, second)) === tree;
}

async function isIn(git: Git, head: string, commit: string): Promise<boolean> {
  return (await isPresent(git, commit)) && isAncestor(git, objectId(commit), objectId(head));
}

async function isAncestor(git: Git, commit: string, head: string): Promise<boolean> {
  const args = ["merge-base", "--is-ancestor", "--end-of-options", commit, head];
  return (await git.run(args, { accept: [0, 1] })).code === 0;
}

/** Since git 2.38; an older one ends with 129, histories that have nothing in common with 128, a conflict with 1. */
async function mergedTree(git: Git, base: string, head: string): Promise<string | undefined> {
  const args = ["merge-tree", "--write-tree", "--no-messages", "--name-only", objectId(base), objectId(head)];
  const { code, stdout } = await git.run(args, { accept: [0, 1, 128, 129] });
  return code === 0 ? stdout.toString("latin1").trim() : undefined;
}

async function isPresent(git: Git, commit: string): Promise<boolean> {
  const { code } = await git.run(["cat-file", "-e", `${objectId(commit)}^{commit}`], { accept: [0, 1, 128] });
  return code === 0;
}

async function resolved(git: Git, reference: string): Promise<string | undefined> {
  const { code, stdout } = await git.run(
    ["rev-parse", "--verify", "--quiet", "--end-of-options", `${referenceName(reference)}^{commit}`],
    { accept: [0, 1] },
  );
  return code === 0 ? stdout.toString("latin1").trim() : undefined;
}

async function treeOf(git: Git, commit: string, prefixes: readonly string[]): Promise<readonly TreeEntry[]> {
  const folders = [...new Set(prefixes.map((prefix) => prefix.replace(/\/+$/, "")))];
  if (folders.length === 0) return [];
  const all = folders.includes("") || folders.length > PREFIXES;
  const wanted = folders.includes("") ? () => true : matcher(folders);
  const entries: TreeEntry[] = [];
  const args = ["ls-tree", "-r", "-z", "--full-tree", "--end-of-options", objectId(commit), ...(all ? [] : folders)];
  for await (const record of git.records(args)) {
    const tab = record.indexOf(0x09);
    const [mode = "", , blob = ""] = record.toString("latin1", 0, tab).split(" ");
    const path = record.toString("utf8", tab + 1);
    if (wanted(path)) entries.push({ path, mode, blob });
  }
  return entries;
}

/** Whether a path is one of the names or lies below one of them. */
function matcher(names: readonly string[]): (path: string) => boolean {
  const set = new Set(names);
  return (path) => {
    for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
      if (set.has(path.slice(0, end))) return true;
    }
    return false;
  };
}

const STATUS: Readonly<Record<string, TreeChange["status"]>> = {
  A: "added",
  M: "modified",
  D: "deleted",
  T: "type-changed",
};

async function changesBetween(git: Git, from: string, to: string): Promise<readonly TreeChange[]> {
  const changes: TreeChange[] = [];
  let raw: Buffer | undefined;
  const args = ["diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", "--no-ext-diff", "--end-of-options"];
  for await (const record of git.records([...args, objectId(from), objectId(to), "--"])) {
    if (raw === undefined) {
      raw = record;
      continue;
    }
    const entry = parseRaw(raw, record);
    raw = undefined;
    const status = entry && STATUS[entry.status];
    if (!entry || !status) continue;
    const { mode, blob } = status === "deleted" ? entry.before : entry.after;
    changes.push({ status, path: entry.path, mode, blob });
  }
  return changes;
}

async function versionsOf(git: Git, head: string, path: string, limit: number): Promise<readonly string[]> {
  const args = ["rev-list", "--first-parent", `--max-count=${limit}`, "--end-of-options", objectId(head), "--", path];
  const { stdout } = await git.run(args);
  return stdout.toString("latin1").split("\n").filter(Boolean);
}

/** Git ends a message at its first NUL, so that four fields between NULs are one commit, whatever the message holds. */
async function* messagesFrom(git: Git, head: string): AsyncGenerator<CommitMessage, void, undefined> {
  const format = "--format=tformat:%H%x00%P%x00%ct%x00%B";
  const args = ["log", "--first-parent", "--no-notes", "--no-color", "--encoding=UTF-8", "-z", format];
  let fields: Buffer[] = [];
  for await (const record of git.records([...args, "--end-of-options", objectId(head), "--"])) {
    fields.push(record);
    if (fields.length < 4) continue;
    const [commit = "", parents = "", seconds = "", message = ""] = fields.map((field) => field.toString("utf8"));
    fields = [];
    yield { commit, parents: parents.split(" ").filter(Boolean), at: instantOfSeconds(seconds), message };
  }
}

/** A committer's date is anybody's, and may be none that a calendar holds. */
function instantOfSeconds(seconds: string): Instant {
  const milliseconds = Number(seconds) * 1000;
  return instantOf(Number.isSafeInteger(milliseconds) && Math.abs(milliseconds) <= 8.64e15 ? milliseconds : 0);
}

function words(bytes: Buffer): readonly string[] {
  return bytes.toString("latin1").trim().split(" ").filter(Boolean);
}

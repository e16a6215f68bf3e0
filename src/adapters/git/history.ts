import type { TreeChange } from "../../model/history.js";
import { type Instant, instantOf } from "../../model/instant.js";
import { HistoryTooShort } from "../../ports/failure.js";
import type { CommitMessage, History, TreeEntry } from "../../ports/history.js";
import { readHeader } from "./commit-header.js";
import { parseRaw, walkFirstParents, walkLine, walkVersions } from "./first-parent-walk.js";
import type { Git } from "./git.js";
import { createReach, isPresent, type Reach } from "./reach.js";
import { readBlobs } from "./read-blobs.js";
import { objectId, referenceName } from "./reference.js";

/** Where branches are kept, and how the remote is asked: a mirror and a checkout differ in this alone. */
export interface Source {
  readonly git: Git;
  /** The repository itself. */
  readonly directory: string;
  /** The full reference that a branch of the remote is kept under. */
  referenceOf(branch: string): string;
  fetch(): Promise<void>;
  /** Tries to make the commit present, from the reference or by its id; whether it is there is asked afterwards. */
  fetchCommit(commit: string, reference: string): Promise<void>;
}

/** More prefixes than this are matched here: a command line is bounded. */
const PREFIXES = 200;

/** No answer rests on history that is not here: HistoryTooShort is thrown in its place. */
export function createHistory(source: Source): History {
  const { git } = source;
  const reach = createReach(git, source.directory);
  const place: Place = { git, reach };
  return {
    fetch: () => source.fetch(),
    async ensure(commit, reference) {
      if (await isPresent(git, commit)) return true;
      await source.fetchCommit(objectId(commit), referenceName(reference));
      return isPresent(git, commit);
    },
    branch: (name) => resolved(git, source.referenceOf(name)),
    tree: (commit, prefixes) => reach.explaining([commit], () => treeOf(git, commit, prefixes)),
    blobs: async (ids, most) => readBlobs(git, ids.map(objectId), most),
    changes: (from, to) => reach.explaining([from, to], () => changesBetween(git, from, to)),
    async changesOf(base, head) {
      const bases = await mergeBases(place, base, head);
      const changes = await Promise.all(
        (bases.length > 0 ? bases : [base]).map((from) => changesBetween(git, from, head)),
      );
      return [...new Map(changes.flat().map((change) => [JSON.stringify(change), change])).values()];
    },
    mergedTree: (base, head) => mergedTree(place, base, head),
    parents: (commit) => reach.explaining([commit], async () => (await readHeader(git, commit)).parents),
    mergeBases: (one, other) => mergeBases(place, one, other),
    isIn: (head, commit) => reach.explaining([head], () => isIn(place, head, commit)),
    isCleanMerge: (commit, base) => isCleanMerge(place, commit, base),
    additions: (head, paths) => eventsOf(place, head, paths, "additions"),
    removals: (head, paths) => eventsOf(place, head, paths, "removals"),
    versions: (head, path) => reach.explainingEach(head, walkVersions(place, objectId(head), path)),
    line: (head) => reach.explainingEach(head, walkLine(place, objectId(head))),
    messages: (head) => reach.explainingEach(head, messagesFrom(place, head)),
  };
}

interface Place {
  readonly git: Git;
  readonly reach: Reach;
}

async function eventsOf(place: Place, head: string, paths: readonly string[], which: "additions" | "removals") {
  return place.reach.explaining([head], () => walkFirstParents(place, objectId(head), paths, which));
}

async function mergeBases({ git, reach }: Place, one: string, other: string): Promise<readonly string[]> {
  await reach.requireMeeting(one, other);
  const args = ["merge-base", "--all", "--end-of-options", objectId(one), objectId(other)];
  // 1 says that there is none.
  const { stdout } = await git.run(args, { accept: [0, 1] });
  const bases = stdout.toString("latin1").split("\n").filter(Boolean);
  // One of several may be below another by way of what is not here.
  if (bases.length > 1) await reach.requireUncut(bases);
  return bases;
}

async function isCleanMerge(place: Place, commit: string, base: string): Promise<boolean> {
  const { git, reach } = place;
  const { tree, parents } = await reach.explaining([commit], () => readHeader(git, commit));
  const [first, second, ...more] = parents;
  if (first === undefined || second === undefined || more.length > 0) return false;
  if (!(await reach.explaining([second, base], () => isAncestor(place, second, base)))) return false;
  // Where git cannot tell, somebody wrote it.
  return (await mergedTree(place, first, second)) === tree;
}

async function isIn(place: Place, head: string, commit: string): Promise<boolean> {
  if (await isPresent(place.git, commit)) return isAncestor(place, commit, head);
  await place.reach.requireUncut([head]);
  return false;
}

async function isAncestor({ git, reach }: Place, commit: string, head: string): Promise<boolean> {
  const args = ["merge-base", "--is-ancestor", "--end-of-options", objectId(commit), objectId(head)];
  if ((await git.run(args, { accept: [0, 1] })).code === 0) return true;
  // It may be below the head by way of what is not here.
  await reach.requireUncut([head], [commit]);
  return false;
}

/** Since git 2.38; an older one ends with 129, histories that have nothing in common with 128, a conflict with 1. */
async function mergedTree(place: Place, base: string, head: string): Promise<string | undefined> {
  const { git, reach } = place;
  // What it merges by: git would take the wrong base for none, or for another.
  if (await reach.isShallow()) await mergeBases(place, base, head);
  const args = ["merge-tree", "--write-tree", "--no-messages", "--name-only", objectId(base), objectId(head)];
  const { code, stdout } = await git.run(args, { accept: [0, 1, 128, 129] });
  return code === 0 ? stdout.toString("latin1").trim() : undefined;
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

/** Git ends a message at its first NUL, so that four fields between NULs are one commit, whatever the message holds. */
async function* messagesFrom({ git, reach }: Place, head: string): AsyncGenerator<CommitMessage, void, undefined> {
  const format = "--format=tformat:%H%x00%P%x00%ct%x00%B";
  const args = ["log", "--first-parent", "--no-notes", "--no-color", "--encoding=UTF-8", "-z", format];
  let fields: Buffer[] = [];
  for await (const record of git.records([...args, "--end-of-options", objectId(head), "--"])) {
    fields.push(record);
    if (fields.length < 4) continue;
    const [commit = "", parents = "", seconds = "", message = ""] = fields.map((field) => field.toString("utf8"));
    fields = [];
    const shown = parents.split(" ").filter(Boolean);
    const hidden = shown.length > 0 ? [] : await reach.hiddenParents(commit);
    yield { commit, parents: [...shown, ...hidden], at: instantOfSeconds(seconds), message };
    if (hidden.length > 0) throw HistoryTooShort.before(commit);
  }
}

/** A committer's date is anybody's, and may be none that a calendar holds. */
function instantOfSeconds(seconds: string): Instant {
  const milliseconds = Number(seconds) * 1000;
  return instantOf(Number.isSafeInteger(milliseconds) && Math.abs(milliseconds) <= 8.64e15 ? milliseconds : 0);
}

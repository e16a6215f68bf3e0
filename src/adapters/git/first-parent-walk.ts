import type { PathEvent } from "../../model/history.js";
import { isPolicyPath, type LineCommit } from "../../model/provenance.js";
import { HistoryTooShort } from "../../ports/failure.js";
import type { Git } from "./git.js";
import type { Reach } from "./reach.js";

/** A repository, and how far back it goes. */
interface Walked {
  readonly git: Git;
  readonly reach: Reach;
}

/** One entry of git's raw format, `git help diff-tree`, "RAW OUTPUT FORMAT". */
export interface RawEntry {
  readonly status: string;
  readonly path: string;
  readonly before: { readonly mode: string; readonly blob: string };
  readonly after: { readonly mode: string; readonly blob: string };
}

const RAW = /^\n?:(\d{6}) (\d{6}) ([0-9a-f]+) ([0-9a-f]+) ([A-Z])/;

/** Reads the part before the path; undefined where the record is something else. */
export function parseRaw(record: Buffer, path: Buffer): RawEntry | undefined {
  const match = RAW.exec(record.toString("latin1"));
  if (!match) return undefined;
  const [, modeBefore = "", modeAfter = "", blobBefore = "", blobAfter = "", status = ""] = match;
  return {
    status,
    path: path.toString("utf8"),
    before: { mode: modeBefore, blob: blobBefore },
    after: { mode: modeAfter, blob: blobAfter },
  };
}

/**
 * For each path, the newest first-parent commit that added (or removed) it. One process, ended as soon as every path
 * was met; where one was not and the history was cut, it throws HistoryTooShort. There is no pathspec: comparing trees is
 * the cost, and in a repository that holds little else than requests a pathspec only adds to it.
 */
export async function walkFirstParents(
  { git, reach }: Walked,
  head: string,
  paths: readonly string[],
  which: "additions" | "removals",
): Promise<ReadonlyMap<string, PathEvent>> {
  const found = new Map<string, PathEvent>();
  const sought = new Set(paths);
  if (sought.size === 0) return found;
  const filter = which === "additions" ? "A" : "D";
  let commit = "";
  let parents: readonly string[] = [];
  let raw: Buffer | undefined;
  for await (const record of git.records(logOf(head, [`--diff-filter=${filter}`]))) {
    if (raw !== undefined) {
      const entry = parseRaw(raw, record);
      raw = undefined;
      if (entry === undefined || !sought.delete(entry.path)) continue;
      const { blob } = which === "additions" ? entry.after : entry.before;
      found.set(entry.path, { path: entry.path, commit, parents, blob });
      if (sought.size === 0) break;
    } else if (isRaw(record)) {
      raw = record;
    } else {
      ({ commit, parents } = headerOf(record));
      // As if it had added all that it holds.
      if (await isCut(reach, { commit, parents })) throw HistoryTooShort.before(commit, found);
    }
  }
  if (sought.size > 0) await reach.requireBeginning(head, found);
  return found;
}

/**
 * Every commit, the newest first, with the paths of policy that it changed: also those that changed none. Of one at which
 * history was cut nobody knows what it changed: there it throws HistoryTooShort.
 */
export async function* walkLine({ git, reach }: Walked, head: string): AsyncGenerator<LineCommit, void, undefined> {
  let current: Header | undefined;
  let policy: string[] = [];
  let raw: Buffer | undefined;
  for await (const record of git.records(logOf(head, []))) {
    if (raw !== undefined) {
      const path = record.toString("utf8");
      raw = undefined;
      if (isPolicyPath(path)) policy.push(path);
    } else if (isRaw(record)) {
      raw = record;
    } else {
      if (current !== undefined) yield { ...current, policy };
      current = headerOf(record);
      policy = [];
      if (await isCut(reach, current)) throw HistoryTooShort.before(current.commit);
    }
  }
  if (current !== undefined) yield { ...current, policy };
}

function logOf(head: string, more: readonly string[]): readonly string[] {
  const diff = ["--first-parent", "--diff-merges=first-parent", ...more, "--no-renames", "--raw", "-z", "--no-abbrev"];
  const plain = ["--no-notes", "--no-color", "--no-decorate", "--format=tformat:%H %P"];
  return ["log", ...diff, ...plain, "--end-of-options", head, "--"];
}

function isRaw(record: Buffer): boolean {
  return record[0] === 0x3a || record[1] === 0x3a;
}

interface Header {
  readonly commit: string;
  readonly parents: readonly string[];
}

function headerOf(record: Buffer): Header {
  const [commit = "", ...parents] = record.toString("latin1").trim().split(" ");
  return { commit, parents };
}

async function isCut(reach: Reach, { commit, parents }: Header): Promise<boolean> {
  return parents.length === 0 && (await reach.hiddenParents(commit)).length > 0;
}

/** The commits that changed what the path holds, or took it away, the newest first. Throws HistoryTooShort where it was cut. */
export async function* walkVersions(
  { git, reach }: Walked,
  head: string,
  path: string,
): AsyncGenerator<string, void, undefined> {
  const args = ["log", "--first-parent", "-z", "--no-notes", "--no-color", "--no-decorate", "--format=tformat:%H %P"];
  for await (const record of git.records([...args, "--end-of-options", head, "--", path])) {
    const header = headerOf(record);
    if (await isCut(reach, header)) throw HistoryTooShort.before(header.commit);
    yield header.commit;
  }
  await reach.requireBeginning(head);
}

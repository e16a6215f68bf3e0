import type { PathEvent } from "../../model/history.js";
import { isPolicyPath, type LineCommit } from "../../model/provenance.js";
import type { Git } from "./git.js";

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
 * was met. There is no pathspec: comparing trees is the cost, and in a repository that holds little else than requests
 * a pathspec only adds to it.
 */
export async function walkFirstParents(
  git: Git,
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
    }
  }
  return found;
}

/** Every commit, the newest first, with the paths of policy that it changed: also those that changed none. */
export async function* walkLine(git: Git, head: string): AsyncGenerator<LineCommit, void, undefined> {
  let current: { readonly commit: string; readonly parents: readonly string[] } | undefined;
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

function headerOf(record: Buffer): { readonly commit: string; readonly parents: readonly string[] } {
  const [commit = "", ...parents] = record.toString("latin1").trim().split(" ");
  return { commit, parents };
}

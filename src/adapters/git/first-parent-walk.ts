import type { PathEvent } from "../../model/history.js";
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
  for await (const record of git.records([
    "log",
    "--first-parent",
    "--diff-merges=first-parent",
    `--diff-filter=${filter}`,
    "--no-renames",
    "--no-notes",
    "--no-color",
    "--no-decorate",
    "--raw",
    "-z",
    "--no-abbrev",
    "--format=tformat:%H %P",
    "--end-of-options",
    head,
    "--",
  ])) {
    if (raw !== undefined) {
      const entry = parseRaw(raw, record);
      raw = undefined;
      if (entry === undefined || !sought.delete(entry.path)) continue;
      const { blob } = which === "additions" ? entry.after : entry.before;
      found.set(entry.path, { path: entry.path, commit, parents, blob });
      if (sought.size === 0) break;
    } else if (record[0] === 0x3a || record[1] === 0x3a) {
      raw = record;
    } else {
      const [id = "", ...rest] = record.toString("latin1").trim().split(" ");
      commit = id;
      parents = rest;
    }
  }
  return found;
}

import { readAccess, unreadAccess } from "../core/read/access-folder.js";
import { ACCESS_PATHS, isRead } from "../core/read/paths.js";
import type { KindSchemas } from "../core/read/system.js";
import type { Access } from "../model/access.js";
import { TooMuch } from "../ports/failure.js";
import type { History } from "../ports/history.js";
import { readFiles } from "./read-files.js";

const KEPT = 64;

/** Reads the access folder of a commit, and keeps the last ones that were asked for: a commit never changes. */
export function createAccessReader(history: History, kinds: KindSchemas): (commit: string) => Promise<Access> {
  const kept = new Map<string, Promise<Access>>();

  async function read(commit: string): Promise<Access> {
    const entries = await history.tree(commit, ACCESS_PATHS);
    const own = entries.filter(({ path }) => isRead(path));
    try {
      const files = new Map((await readFiles(history, own)).map((file) => [file.path, file]));
      const all = entries.map((entry) => files.get(entry.path) ?? { ...entry, bytes: new Uint8Array() });
      return readAccess(commit, all, kinds);
    } catch (error) {
      // What has ended ends, however much somebody commits.
      if (error instanceof TooMuch) return unreadAccess(commit, own, { bytes: error.bytes, limit: error.most });
      throw error;
    }
  }

  return (commit) => {
    const before = kept.get(commit);
    if (before) return before;
    const reading = read(commit);
    kept.set(commit, reading);
    reading.catch(() => kept.delete(commit));
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return reading;
  };
}

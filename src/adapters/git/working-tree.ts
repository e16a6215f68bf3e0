import type { Stats } from "node:fs";
import { lstat, open, readdir } from "node:fs/promises";
import { join } from "node:path";
import { BLOB_LIMIT } from "./read-blobs.js";

/** A file as it lies on the disk, with the mode that git would give it. */
export interface WorkingFile {
  readonly path: string;
  /** `100644`, `100755`, `120000` for a symbolic link; `160000` for what is no file at all (a socket, a device). */
  readonly mode: string;
  /** The content, at most 1 MiB of it; nothing where the mode says that it is not a regular file. */
  readonly bytes: Uint8Array;
}

/** Every file below a folder of a working tree (or the one file of that name), in order of path. No link is followed. */
export async function readWorkingTree(directory: string, prefixes: readonly string[]): Promise<readonly WorkingFile[]> {
  const files: WorkingFile[] = [];
  for (const prefix of prefixes) await collect(directory, prefix.replace(/\/+$/, ""), files);
  return files.sort((one, other) => (one.path < other.path ? -1 : Number(one.path > other.path)));
}

async function collect(directory: string, path: string, files: WorkingFile[]): Promise<void> {
  const stats = await lstat(join(directory, path)).catch(() => undefined);
  if (stats === undefined) return;
  if (!stats.isDirectory()) {
    files.push({ path, mode: modeOf(stats), bytes: stats.isFile() ? await beginning(join(directory, path)) : empty() });
    return;
  }
  for (const name of await readdir(join(directory, path))) await collect(directory, `${path}/${name}`, files);
}

function modeOf(stats: Stats): string {
  if (stats.isSymbolicLink()) return "120000";
  if (!stats.isFile()) return "160000";
  return (stats.mode & 0o100) === 0 ? "100644" : "100755";
}

async function beginning(file: string): Promise<Uint8Array> {
  const handle = await open(file, "r");
  try {
    const bytes = new Uint8Array(Math.min((await handle.stat()).size, BLOB_LIMIT));
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await handle.close();
  }
}

function empty(): Uint8Array {
  return new Uint8Array();
}

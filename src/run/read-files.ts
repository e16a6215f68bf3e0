import type { SourceFile } from "../core/read/text-file.js";
import type { History } from "../ports/history.js";

/**
 * Bytes that are read of one folder or one pull request: anybody can propose ten thousand files of a megabyte, and none of
 * ours is longer than 64 KiB but CODEOWNERS.
 */
const MOST = 8 * 1024 * 1024;

/**
 * The files of a tree with their content. What is no regular file has none here, and is a finding of whoever reads it: a
 * submodule's commit is no object of this repository, so that asking for it would fail the whole run.
 */
export async function readFiles<Entry extends { readonly path: string; readonly mode: string; readonly blob: string }>(
  history: History,
  entries: readonly Entry[],
): Promise<readonly (Entry & SourceFile)[]> {
  const regular = entries.filter(({ mode }) => mode.startsWith("100"));
  const contents = await history.blobs(
    regular.map(({ blob }) => blob),
    MOST,
  );
  return entries.map((entry) => ({
    ...entry,
    bytes: (entry.mode.startsWith("100") && contents.get(entry.blob)) || new Uint8Array(),
  }));
}

import { Failure, TooMuch } from "../../ports/failure.js";
import type { Git } from "./git.js";

/** The most that is read of one file, in bytes: none of ours may have more than CODEOWNERS, 3 MiB, and a reader must see that it has. */
export const BLOB_LIMIT = 4 * 1024 * 1024;

/** Contents by blob, each once; one that is longer than the limit is cut there, and the rest of it is never read. */
export async function readBlobs(
  git: Git,
  ids: readonly string[],
  most = Number.POSITIVE_INFINITY,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const contents = new Map<string, Uint8Array>();
  const unique = [...new Set(ids)];
  if (unique.length === 0) return contents;
  const sizes = await sizesOf(git, unique);
  const total = unique.reduce((sum, id) => sum + Math.min(sizes.get(id) ?? 0, BLOB_LIMIT), 0);
  if (total > most) throw new TooMuch({ files: unique.length, bytes: total, most });
  const small = unique.filter((id) => (sizes.get(id) ?? 0) <= BLOB_LIMIT);
  for await (const [id, bytes] of batch(git, small)) contents.set(id, bytes);
  for (const id of unique) {
    if (!contents.has(id)) contents.set(id, await beginning(git, id));
  }
  return contents;
}

async function sizesOf(git: Git, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  let rest = "";
  const args = ["cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)"];
  for await (const chunk of git.chunks(args, { input: lines(ids) })) {
    const answers = (rest + chunk.toString("latin1")).split("\n");
    rest = answers.pop() ?? "";
    for (const answer of answers) {
      const [id = "", type = "", size = ""] = answer.split(" ");
      if (type !== "blob") throw new Failure(`object ${id} is ${type}, not a file`, { transient: false });
      sizes.set(id, Number(size));
    }
  }
  return sizes;
}

async function* batch(
  git: Git,
  ids: readonly string[],
): AsyncGenerator<readonly [string, Uint8Array], void, undefined> {
  if (ids.length === 0) return;
  let pending: Buffer = Buffer.alloc(0);
  for await (const chunk of git.chunks(["cat-file", "--batch"], { input: lines(ids) })) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    let from = 0;
    for (;;) {
      const newline = pending.indexOf(0x0a, from);
      if (newline === -1) break;
      const [id = "", , size = ""] = pending.toString("latin1", from, newline).split(" ");
      const end = newline + 1 + Number(size);
      // The content is followed by one more newline.
      if (pending.length < end + 1) break;
      yield [id, Uint8Array.from(pending.subarray(newline + 1, end))];
      from = end + 1;
    }
    pending = pending.subarray(from);
  }
}

async function beginning(git: Git, id: string): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of git.chunks(["cat-file", "blob", id])) {
    parts.push(chunk);
    size += chunk.length;
    if (size >= BLOB_LIMIT) break;
  }
  return Uint8Array.from(Buffer.concat(parts).subarray(0, BLOB_LIMIT));
}

function lines(ids: readonly string[]): string {
  return `${ids.join("\n")}\n`;
}

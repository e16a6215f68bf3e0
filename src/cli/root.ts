import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { CODE_OWNERS_PATHS, readWorkingTree } from "../wire.js";
import { UsageError } from "./ending.js";

/** The top of the checkout that a folder is in; the folder itself where it is in none. A worktree's `.git` is a file. */
export function rootOf(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at) return folder;
  }
}

/** The files of the access folder of the checkout that we are in, with its code owners. */
export async function readAccessHere(): Promise<Awaited<ReturnType<typeof readWorkingTree>>> {
  const root = rootOf(process.cwd());
  if (!existsSync(join(root, "access"))) {
    throw new UsageError(`there is no folder access/ in ${root}: run it in a checkout of the access repository`);
  }
  return readWorkingTree(root, ["access", ...CODE_OWNERS_PATHS]);
}

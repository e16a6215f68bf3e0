import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { isError } from "../../model/finding.js";
import { findingLine } from "../../render/findings.js";
import { checkFiles } from "../../run/check-files.js";
import { CODE_OWNERS_PATHS, KIND_SCHEMAS, readWorkingTree } from "../../wire.js";
import { connectHere } from "../connect.js";
import { type Ending, end, UsageError } from "../ending.js";
import type { Shared } from "../main.js";
import { checkAll, checkOne, isDenied, pullJson, pullText, wasDone } from "./check-pulls.js";

export async function check(
  shared: Shared,
  options: { readonly pull?: number; readonly open?: boolean },
): Promise<Ending> {
  if (options.pull === undefined && !options.open) return checkHere(shared);
  const { context, now } = await connectHere(shared);
  const pulls =
    options.pull === undefined ? await checkAll(context, now) : [await checkOne(context, options.pull, now)];
  const text = pulls.length === 0 ? "No pull request is open." : pulls.map(pullText).join("\n");
  const fine = pulls.every((pull) => wasDone(pull) && !isDenied(pull));
  return end(shared.json === true, { pulls: pulls.map(pullJson) }, text, fine);
}

/** Of this checkout alone: no network, no credentials. Who must approve is GitHub's to say. */
async function checkHere(shared: Shared): Promise<Ending> {
  const root = rootOf(process.cwd());
  if (!existsSync(join(root, "access"))) {
    throw new UsageError(`there is no folder access/ in ${root}: run it in a checkout of the access repository`);
  }
  const files = await readWorkingTree(root, ["access", ...CODE_OWNERS_PATHS]);
  const { requests, findings } = checkFiles(files, KIND_SCHEMAS);
  const summary = `${requests} ${requests === 1 ? "request" : "requests"}, ${findings.length} ${findings.length === 1 ? "finding" : "findings"}.`;
  return end(
    shared.json === true,
    { requests, findings },
    [...findings.map(findingLine), summary].join("\n"),
    !findings.some(isError),
  );
}

/** The top of the checkout that a folder is in; the folder itself where it is in none. A worktree's `.git` is a file. */
function rootOf(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at) return folder;
  }
}

import type { Repository } from "../world/nouns.js";
import { git } from "./run-git.js";

/** Brings a commit of a fork, and all that it is made of, into the repository that it is to be merged into. */
export async function takeIn(into: Repository, from: Repository, sha: string): Promise<void> {
  if (into === from || (await into.git.commit(sha))) return;
  const refspec = `${sha}:refs/sandbox/taken-in`;
  await git(into.git.directory, ["fetch", "--quiet", "--no-tags", "--force", from.git.directory, refspec]);
  into.git.deleteRef("refs/sandbox/taken-in");
}

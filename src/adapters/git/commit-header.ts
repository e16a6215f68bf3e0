import { Failure } from "../../ports/failure.js";
import type { Git } from "./git.js";
import { objectId } from "./reference.js";

export interface CommitHeader {
  readonly tree: string;
  readonly parents: readonly string[];
}

const END = "\nauthor ";

/** What a commit says of itself: git's log leaves out the parents that a shallow clone does not have. */
export async function readHeader(git: Git, commit: string): Promise<CommitHeader> {
  let text = "";
  // The message may be long, and is not wanted: tree and parents come first.
  for await (const chunk of git.chunks(["cat-file", "commit", objectId(commit)])) {
    text += chunk.toString("latin1");
    if (text.includes(END)) break;
  }
  const lines = text.slice(0, text.indexOf(END) + 1).split("\n");
  const idsOf = (key: string) => lines.flatMap((line) => (line.startsWith(key) ? [line.slice(key.length)] : []));
  const [tree] = idsOf("tree ");
  if (tree === undefined) throw new Failure(`commit ${commit} has no tree`, { transient: false });
  return { tree, parents: idsOf("parent ") };
}

import type { TreeChange } from "../model/history.js";
import type { Context } from "./context.js";

/** What reviewers of a pull request saw; undefined where its head is lost. */
export async function reviewedChanges(
  { history }: Context,
  of: { readonly first: string; readonly head: string; readonly pull: number },
): Promise<readonly TreeChange[] | undefined> {
  if (!(await history.ensure(of.head, `refs/pull/${of.pull}/head`))) return undefined;
  return history.changesOf(of.first, of.head);
}

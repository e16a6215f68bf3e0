import { Failure } from "../ports/failure.js";
import type { Context } from "./context.js";

/** The commit of the default branch as last fetched. */
export async function mainBranch(context: Context): Promise<string> {
  const commit = await context.history.branch(context.forge.defaultBranch);
  if (commit === undefined) {
    throw new Failure(`${context.forge.repository} has no branch ${context.forge.defaultBranch}`, { transient: false });
  }
  return commit;
}

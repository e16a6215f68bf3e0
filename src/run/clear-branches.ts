import type { Context } from "./context.js";
import { attempt } from "./failing.js";

/** Every branch that we make a pull request of. */
const OURS = "curfew/";

/**
 * Deletes what is left of our own pull requests that were merged, where a run was stopped between the merge and that.
 * It holds up nothing else: the next look does what this one could not.
 */
export async function clearBranches(context: Context): Promise<void> {
  const { forge } = context;
  await attempt(context, "clearing branches", async () => {
    for (const branch of await forge.mergedBranches(OURS)) await forge.deleteBranch(branch);
  });
}

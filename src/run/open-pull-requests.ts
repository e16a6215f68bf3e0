import type { Context } from "./context.js";

/** The numbers of the pull requests that wait for a judgement. */
export async function openPullRequests(context: Context): Promise<readonly number[]> {
  const open = await context.forge.openPullRequests();
  return open.filter((pull) => pull.base.branch === context.forge.defaultBranch).map((pull) => pull.number);
}

import { endBranch } from "../core/expire.js";
import type { EndedRequest } from "../model/desire.js";
import { removalText } from "../render/commit-message.js";
import type { Context } from "./context.js";
import { mainBranch } from "./main-branch.js";

/**
 * Opens the pull request that takes each ended request out of the default branch: one a file, so that one that cannot
 * be merged holds up no other. Returns the numbers of those that are open now.
 */
export async function openReverts(context: Context, ended: readonly EndedRequest[]): Promise<readonly number[]> {
  if (ended.length === 0) return [];
  const base = await mainBranch(context);
  const numbers: number[] = [];
  for (const request of ended) {
    const pull = await context.forge.openRemoval({
      branch: endBranch(request.path),
      path: request.path,
      base,
      ...removalText(request),
    });
    if (pull) numbers.push(pull.number);
  }
  return numbers;
}

import type { Writing } from "../model/facts.js";
import { Failure } from "../ports/failure.js";
import type { Forge } from "../ports/forge.js";

/** A forge that cannot be asked: it knows the writers that git knows, and of everything else nothing. */
export function offlineForge(defaultBranch: string, writings: readonly Writing[]): Forge {
  const unknown = unknownOffline;
  return {
    repository: "local/clone",
    defaultBranch,
    self: "",
    skew: () => undefined,
    reviews: async () => [],
    writings: async () => writings,
    pushers: async () => [],
    pullRequest: unknown,
    openPullRequests: async () => [],
    waitingSince: unknown,
    reviseComment: unknown,
    close: unknown,
    pullRequestOfMerge: unknown,
    publishCheck: unknown,
    comment: unknown,
    requestReviews: unknown,
    merge: unknown,
    openRemoval: unknown,
    deleteBranch: unknown,
  };
}

/** The answer to whatever only GitHub, or a system, could say. */
export async function unknownOffline(): Promise<never> {
  throw new Failure("GitHub is not asked here", { transient: false });
}

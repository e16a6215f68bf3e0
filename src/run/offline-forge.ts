import type { Conversation } from "../ports/conversation.js";
import { Failure } from "../ports/failure.js";
import type { Commit, Forge } from "../ports/forge.js";

/** Whatever is in the clone is in its repository: none of it is taken for a fork. */
export const OFFLINE_REPOSITORY = "local/clone";

/** A forge that cannot be asked: it knows the writers that git knows, and of everything else nothing. */
export function offlineForge(defaultBranch: string, commits: readonly Commit[]): Forge {
  const unknown = unknownOffline;
  return {
    repository: OFFLINE_REPOSITORY,
    defaultBranch,
    self: "",
    skew: () => undefined,
    askTime: unknown,
    reviews: async () => [],
    commits: async () => commits,
    pushes: async () => [],
    mayWrite: async () => true,
    rejectedOwners: async () => [],
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
    mergedBranches: unknown,
  };
}

/** Nobody has said anything, and nobody can be told. */
export function offlineConversation(): Conversation {
  const unknown = unknownOffline;
  return {
    commentsOn: async () => [],
    commentsSince: async () => [],
    comment: async () => undefined,
    reactionTo: unknown,
    react: unknown,
    ownIssues: unknown,
    openIssues: unknown,
    issue: unknown,
    editIssue: unknown,
    setOpen: unknown,
    propose: unknown,
  };
}

/** The answer to whatever only GitHub, or a system, could say. */
export async function unknownOffline(): Promise<never> {
  throw new Failure("GitHub is not asked here", { transient: false });
}

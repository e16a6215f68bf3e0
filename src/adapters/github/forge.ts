import type { Forge } from "../../ports/forge.js";
import { publishCheck } from "./checks.js";
import { publishComment } from "./comments.js";
import { mergePullRequest } from "./merges.js";
import { readOpenPullRequests, readPullRequest, readPullRequestOfMerge, requestReviews } from "./pull-requests.js";
import { readPushers } from "./pushers.js";
import { deleteBranch, openRemoval } from "./removals.js";
import type { Repository } from "./repository.js";
import { readReviews } from "./reviews.js";
import { type ResolveEmail, readWritings } from "./writings.js";

/** One repository on GitHub as a forge; `resolve` knows the addresses of `people.yaml`. */
export function createForge(repository: Repository, resolve: ResolveEmail): Forge {
  return {
    repository: `${repository.owner}/${repository.repo}`,
    defaultBranch: repository.defaultBranch,
    self: repository.self,
    time: () => repository.calls.time(),
    pullRequest: (number) => readPullRequest(repository, number),
    openPullRequests: () => readOpenPullRequests(repository),
    pullRequestOfMerge: (commit) => readPullRequestOfMerge(repository, commit),
    reviews: (pull, at) => readReviews(repository, pull, at),
    writings: (pull) => readWritings(repository, pull, resolve),
    pushers: (pull, at) => readPushers(repository, pull, at),
    publishCheck: (name, head, check) => publishCheck(repository, name, head, check),
    comment: (pull, marker, body) => publishComment(repository, pull, marker, body),
    requestReviews: (pull, logins) => requestReviews(repository, pull, logins),
    merge: (pull, head, message) => mergePullRequest(repository, pull, head, message),
    openRemoval: (removal) => openRemoval(repository, removal),
    deleteBranch: (branch) => deleteBranch(repository, branch),
  };
}

import type { Account } from "../../model/facts.js";
import { instantOf } from "../../model/instant.js";
import type { People } from "../../model/person.js";
import type { Forge } from "../../ports/forge.js";
import { publishCheck } from "./checks.js";
import { mayWrite } from "./collaborators.js";
import { publishComment, reviseComment } from "./comments.js";
import { readCommits } from "./commits.js";
import { mergePullRequest } from "./merges.js";
import { deleteBranch, mergedBranches } from "./own-branches.js";
import { closePullRequest, readOpenPullRequests, readPullRequest, readPullRequestOfMerge } from "./pull-requests.js";
import { readPushes } from "./pushes.js";
import { readRejectedOwners } from "./rejected-owners.js";
import { openRemoval } from "./removals.js";
import type { Repository } from "./repository.js";
import { requestReviews } from "./review-requests.js";
import { readReviews } from "./reviews.js";
import { readWaitingSince } from "./waiting-since.js";

/** One repository on GitHub as a forge. */
export function createForge(repository: Repository): Forge {
  return {
    repository: `${repository.owner}/${repository.repo}`,
    defaultBranch: repository.defaultBranch,
    self: repository.self,
    skew: () => repository.calls.skew(),
    async askTime() {
      // It does not count against the limit that it tells (docs.github.com, "Get rate limit status for the authenticated user").
      const { headers } = await repository.calls.request("GET /rate_limit");
      const said = Date.parse(headers.date ?? "");
      return Number.isFinite(said) ? instantOf(said) : undefined;
    },
    pullRequest: (number) => readPullRequest(repository, number),
    openPullRequests: () => readOpenPullRequests(repository),
    pullRequestOfMerge: (commit) => readPullRequestOfMerge(repository, commit),
    reviews: (pull, at) => readReviews(repository, pull, at),
    commits: (pull, people) => readCommits(repository, pull, (email) => accountOfEmail(people, email)),
    pushes: (pull, at) => readPushes(repository, pull, at),
    mayWrite: (account) => mayWrite(repository, account),
    rejectedOwners: (commit) => readRejectedOwners(repository, commit),
    waitingSince: (pull) => readWaitingSince(repository, pull),
    publishCheck: (name, head, check) => publishCheck(repository, name, head, check),
    comment: (pull, marker, body) => publishComment(repository, pull, marker, body),
    reviseComment: async (pull, marker, body) => {
      await reviseComment(repository, pull, marker, body);
    },
    requestReviews: (pull, logins) => requestReviews(repository, pull, logins),
    merge: (pull, head, message) => mergePullRequest(repository, pull, head, message),
    close: (pull) => closePullRequest(repository, pull),
    openRemoval: (removal) => openRemoval(repository, removal),
    mergedBranches: (prefix) => mergedBranches(repository, prefix),
    deleteBranch: (branch) => deleteBranch(repository, branch),
  };
}

/** Whose address it is, by what `people.yaml` says. */
function accountOfEmail({ people }: People, email: string): Account | undefined {
  const person = [...people.values()].find((one) => one.email?.toLowerCase() === email.toLowerCase());
  return person && { login: person.login, id: person.id, bot: false };
}

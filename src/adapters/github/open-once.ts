import { Failure } from "../../ports/failure.js";
import type { PullRequest } from "../../ports/forge.js";
import { statusOf } from "./github-failure.js";
import { pullRequestOf } from "./pull-requests.js";
import type { Repository } from "./repository.js";

/** Opens a pull request of ours, or finds the one that an answer was lost of, or that another run opened first. */
export async function openOnce(
  { calls, owner, repo, defaultBranch: base }: Repository,
  { branch: head, title, body }: { readonly branch: string; readonly title: string; readonly body: string },
  find: () => Promise<PullRequest | undefined>,
): Promise<PullRequest> {
  try {
    const { data } = await calls.request("POST /repos/{owner}/{repo}/pulls", { owner, repo, base, head, title, body });
    return pullRequestOf(data);
  } catch (error) {
    // 422 says that it is open already.
    if (statusOf(error) !== 422 && !(error instanceof Failure && error.transient)) throw error;
    const found = await find();
    if (found === undefined) throw error;
    return found;
  }
}

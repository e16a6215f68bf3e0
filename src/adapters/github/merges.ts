import { Failure } from "../../ports/failure.js";
import type { MergeResult } from "../../ports/forge.js";
import { isTransient, retry } from "../retry.js";
import { statusOf } from "./github-failure.js";
import { readPullRequest } from "./pull-requests.js";
import type { Repository } from "./repository.js";

interface Message {
  readonly title: string;
  readonly body: string;
}

/**
 * Merges with a merge commit, pinned to the head. Whatever GitHub answers but success, the pull request is read again:
 * it may have been merged by a call whose answer was lost.
 * https://docs.github.com/en/rest/pulls/pulls#merge-a-pull-request
 */
export async function mergePullRequest(
  repository: Repository,
  pull: number,
  head: string,
  message: Message,
): Promise<MergeResult> {
  const { calls, owner, repo, retries } = repository;
  return retry(retries, async () => {
    try {
      const { data } = await calls.request("PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge", {
        owner,
        repo,
        pull_number: pull,
        sha: head,
        merge_method: "merge",
        commit_title: message.title,
        commit_message: message.body,
      });
      return { merged: true, commit: data.sha };
    } catch (error) {
      return resultAfter(repository, pull, head, error);
    }
  });
}

async function resultAfter(repository: Repository, number: number, head: string, error: unknown): Promise<MergeResult> {
  const status = statusOf(error);
  const message = error instanceof Error ? error.message : String(error);
  if (!isTransient(error) && status !== 405 && status !== 409) throw error;
  const pull = await readPullRequest(repository, number);
  if (pull.head.commit !== head) return { merged: false, because: "moved", message };
  if (pull.merged) return { merged: true, commit: pull.merged.commit };
  if (isTransient(error)) throw error;
  // "Base branch was modified. Review and try the merge again.": another merge was being made at the same time.
  if (/base branch was modified/i.test(message)) throw new Failure(message, { transient: true, cause: error });
  return { merged: false, because: "refused", message };
}

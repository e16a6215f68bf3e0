import type { Account } from "../../model/facts.js";
import { type Instant, parseInstant } from "../../model/instant.js";
import { Failure } from "../../ports/failure.js";
import type { PullRequest } from "../../ports/forge.js";
import { unless } from "./github-failure.js";
import { accountOf, type Repository } from "./repository.js";

type User = { readonly login: string; readonly id: number | bigint; readonly type: string } | null;

/** What is read of a pull request, in whichever answer it comes. */
interface PullAnswer {
  readonly number: number;
  readonly title: string;
  readonly user: User;
  readonly draft?: boolean;
  readonly state: string;
  readonly created_at: string;
  readonly merged_at: string | null;
  readonly merge_commit_sha: string | null;
  readonly merged_by?: User;
  readonly head: { readonly sha: string; readonly ref: string; readonly repo: { readonly full_name: string } | null };
  readonly base: { readonly sha: string; readonly ref: string };
}

export async function readPullRequest({ calls, owner, repo }: Repository, number: number): Promise<PullRequest> {
  const route = "GET /repos/{owner}/{repo}/pulls/{pull_number}";
  return pullRequestOf((await calls.request(route, { owner, repo, pull_number: number })).data);
}

/** Those into the default branch; oldest first. */
export async function readOpenPullRequests(repository: Repository): Promise<readonly PullRequest[]> {
  const { calls, owner, repo, defaultBranch: base } = repository;
  const parameters = { owner, repo, base, state: "open", sort: "created", direction: "asc" } as const;
  return (await calls.paginate("GET /repos/{owner}/{repo}/pulls", parameters)).map(pullRequestOf);
}

/** https://docs.github.com/en/rest/commits/commits#list-pull-requests-associated-with-a-commit */
export async function readPullRequestOfMerge(repository: Repository, commit: string): Promise<PullRequest | undefined> {
  const { calls, owner, repo, defaultBranch } = repository;
  const route = "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls";
  // A commit that GitHub does not know is answered 422, or 404 where it has the form of a branch.
  const pulls = await unless([404, 422], calls.paginate(route, { owner, repo, commit_sha: commit }));
  const pull = pulls?.find(
    (each) => each.merged_at && each.merge_commit_sha === commit && each.base.ref === defaultBranch,
  );
  // A list does not say who merged.
  return pull && readPullRequest(repository, pull.number);
}

export async function closePullRequest({ calls, owner, repo }: Repository, number: number): Promise<void> {
  const route = "PATCH /repos/{owner}/{repo}/pulls/{pull_number}";
  await calls.request(route, { owner, repo, pull_number: number, state: "closed" });
}

export function pullRequestOf(pull: PullAnswer): PullRequest {
  const { head, base, merged_at: mergedAt, merge_commit_sha: commit, merged_by: by } = pull;
  return {
    number: pull.number,
    title: pull.title,
    author: accountOf(pull.user),
    draft: pull.draft ?? false,
    open: pull.state === "open",
    opened: instantIn(pull.created_at),
    ...(mergedAt && commit ? { merged: { at: instantIn(mergedAt), commit, ...mergedBy(by) } } : {}),
    head: { commit: head.sha, branch: head.ref, ...(head.repo ? { repository: head.repo.full_name } : {}) },
    base: { commit: base.sha, branch: base.ref },
  };
}

function mergedBy(user: User | undefined): { readonly by?: Account } {
  return user ? { by: accountOf(user) } : {};
}

/** GitHub writes every instant as RFC 3339 in UTC. */
export function instantIn(text: string | null | undefined): Instant {
  const instant = parseInstant(text ?? "");
  if (instant === undefined) throw new Failure(`GitHub wrote an instant that is none: ${text}`, { transient: false });
  return instant;
}

import { Failure } from "../../ports/failure.js";
import type { PullRequest, Removal } from "../../ports/forge.js";
import { statusOf, unless } from "./github-failure.js";
import { pullRequestOf } from "./pull-requests.js";
import type { Repository } from "./repository.js";

/**
 * Opens the pull request that removes one file, or finds it open. Each step looks first at what is there already, so
 * that it may be interrupted after any call; undefined where the file is gone from the default branch.
 */
export async function openRemoval(repository: Repository, removal: Removal): Promise<PullRequest | undefined> {
  if (!(await isThere(repository, removal.path))) return undefined;
  const state = await stateOf(repository, removal);
  if (state !== "right") await writeBranch(repository, removal, state);
  return (await findOpen(repository, removal.branch)) ?? (await open(repository, removal));
}

export async function deleteBranch({ calls, owner, repo }: Repository, branch: string): Promise<void> {
  const parameters = { owner, repo, ref: `heads/${branch}` };
  // GitHub answers 422 where there is no such branch.
  await unless([404, 422], calls.request("DELETE /repos/{owner}/{repo}/git/refs/{ref}", parameters));
}

/** A call where there is none, as there should be; one more for each. */
export async function mergedBranches(repository: Repository, prefix: string): Promise<readonly string[]> {
  const { calls, owner, repo, self } = repository;
  const ref = `heads/${prefix}`;
  const { data } = await calls.request("GET /repos/{owner}/{repo}/git/matching-refs/{ref}", { owner, repo, ref });
  const merged: string[] = [];
  for (const branch of data.map((one) => one.ref.replace(/^refs\/heads\//, ""))) {
    const of = { owner, repo, head: `${owner}:${branch}`, state: "all" } as const;
    const { data: pulls } = await calls.request("GET /repos/{owner}/{repo}/pulls", of);
    const all = pulls.length > 0 && pulls.every(({ merged_at, user }) => merged_at !== null && user?.login === self);
    if (all) merged.push(branch);
  }
  return merged;
}

async function isThere({ calls, owner, repo, defaultBranch: ref }: Repository, path: string): Promise<boolean> {
  const route = "GET /repos/{owner}/{repo}/contents/{path}";
  return (await unless([404], calls.request(route, { owner, repo, path, ref }))) !== undefined;
}

/** Whether the branch has one commit that removes this one file and does nothing else. */
async function stateOf(repository: Repository, { branch, path }: Removal): Promise<"absent" | "wrong" | "right"> {
  const { calls, owner, repo, defaultBranch } = repository;
  const ref = `heads/${branch}`;
  const found = await unless([404], calls.request("GET /repos/{owner}/{repo}/git/ref/{ref}", { owner, repo, ref }));
  if (found === undefined) return "absent";
  const basehead = `${defaultBranch}...${found.data.object.sha}`;
  const route = "GET /repos/{owner}/{repo}/compare/{basehead}";
  const answer = await unless([404], calls.request(route, { owner, repo, basehead }));
  const { ahead_by: ahead, files = [] } = answer?.data ?? { ahead_by: 0 };
  const [file] = files;
  const right = ahead === 1 && files.length === 1 && file?.status === "removed" && file.filename === path;
  return right ? "right" : "wrong";
}

/** https://docs.github.com/en/rest/git/trees#create-a-tree: a null `sha` removes the path. GitHub signs the commit. */
async function writeBranch(repository: Repository, removal: Removal, state: "absent" | "wrong"): Promise<void> {
  const { calls, owner, repo } = repository;
  const place = { owner, repo };
  const { branch, base, path, message } = removal;
  const parent = await calls.request("GET /repos/{owner}/{repo}/git/commits/{commit_sha}", {
    ...place,
    commit_sha: base,
  });
  const tree = await calls.request("POST /repos/{owner}/{repo}/git/trees", {
    ...place,
    base_tree: parent.data.tree.sha,
    tree: [{ path, mode: "100644", type: "blob", sha: null }],
  });
  const commit = await calls.request("POST /repos/{owner}/{repo}/git/commits", {
    ...place,
    message,
    tree: tree.data.sha,
    parents: [base],
  });
  const { sha } = commit.data;
  if (state === "absent") {
    const create = { ...place, ref: `refs/heads/${branch}`, sha };
    // It exists where the answer was lost, or another run was first: that one did the same.
    await unless([422], calls.request("POST /repos/{owner}/{repo}/git/refs", create));
  } else {
    const update = { ...place, ref: `heads/${branch}`, sha, force: true };
    await calls.request("PATCH /repos/{owner}/{repo}/git/refs/{ref}", update);
  }
}

async function findOpen(repository: Repository, branch: string): Promise<PullRequest | undefined> {
  const { calls, owner, repo, defaultBranch: base } = repository;
  const route = "GET /repos/{owner}/{repo}/pulls";
  // With its owner in front, so that a fork's branch of the same name is another.
  const { data } = await calls.request(route, { owner, repo, base, head: `${owner}:${branch}`, state: "open" });
  return data[0] && pullRequestOf(data[0]);
}

async function open(repository: Repository, removal: Removal): Promise<PullRequest> {
  const { calls, owner, repo, defaultBranch: base } = repository;
  const { branch: head, title, body } = removal;
  try {
    const { data } = await calls.request("POST /repos/{owner}/{repo}/pulls", { owner, repo, base, head, title, body });
    return pullRequestOf(data);
  } catch (error) {
    if (statusOf(error) !== 422 && !(error instanceof Failure && error.transient)) throw error;
    // 422 says that it is open already: the answer was lost, or another run was first.
    const found = await findOpen(repository, head);
    if (found === undefined) throw error;
    return found;
  }
}

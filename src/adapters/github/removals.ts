import type { PullRequest, Removal } from "../../ports/forge.js";
import { commitOn } from "./commit-on.js";
import { statusOf, unless } from "./github-failure.js";
import { openOnce } from "./open-once.js";
import { createBranch, deleteBranch } from "./own-branches.js";
import { pullRequestOf } from "./pull-requests.js";
import type { Repository } from "./repository.js";

/**
 * Opens the pull request that removes one file, or finds it open. Each step looks first at what is there already, so
 * that it may be interrupted after any call; undefined where the file is gone from the default branch.
 */
export async function openRemoval(repository: Repository, removal: Removal): Promise<PullRequest | undefined> {
  if (!(await isThere(repository, removal.path))) return undefined;
  const state = await stateOf(repository, removal);
  if (state !== "right") {
    await writeBranch(repository, removal, state);
    // Another run may have merged its own meanwhile, and have taken its branch away: then this one is one too many.
    if (!(await isThere(repository, removal.path))) {
      await deleteBranch(repository, removal.branch);
      return undefined;
    }
  }
  const find = () => findOpen(repository, removal.branch);
  const found = await find();
  if (found) return found;
  try {
    return await openOnce(repository, removal, find);
  } catch (error) {
    // The same, a moment later: there is nothing left to open.
    if (statusOf(error) !== 422 || (await isThere(repository, removal.path))) throw error;
    return undefined;
  }
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

async function writeBranch(repository: Repository, removal: Removal, state: "absent" | "wrong"): Promise<void> {
  const { calls, owner, repo } = repository;
  const { branch, base, path, message } = removal;
  const sha = await commitOn(repository, { base, message, changes: [{ path, text: null }] });
  if (state === "absent") {
    // Where another run was first, its commit says the same.
    await createBranch(repository, branch, sha);
    return;
  }
  const update = { owner, repo, ref: `heads/${branch}`, sha, force: true };
  await calls.request("PATCH /repos/{owner}/{repo}/git/refs/{ref}", update);
}

async function findOpen(repository: Repository, branch: string): Promise<PullRequest | undefined> {
  const { calls, owner, repo, defaultBranch: base } = repository;
  const route = "GET /repos/{owner}/{repo}/pulls";
  // With its owner in front, so that a fork's branch of the same name is another.
  const { data } = await calls.request(route, { owner, repo, base, head: `${owner}:${branch}`, state: "open" });
  return data[0] && pullRequestOf(data[0]);
}

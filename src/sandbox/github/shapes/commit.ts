import type { Commit } from "../git/git-objects.js";
import type { FileChange } from "../git/history.js";
import type { Repository } from "../world/nouns.js";
import { accountOfEmail, fullName, type World } from "../world/world.js";
import { api, nodeId, type Shape, timestamp } from "./common.js";
import { simpleUser } from "./user.js";

/** GitHub signs what is made through it; what people push is as they made it. */
function verification(repository: Repository, sha: string, commit: Commit): Shape {
  if (repository.git.signed.has(sha)) {
    return {
      verified: true,
      reason: "valid",
      signature: "-----BEGIN PGP SIGNATURE-----\n\nsandbox\n-----END PGP SIGNATURE-----\n",
      payload: `tree ${commit.tree}\n`,
      verified_at: timestamp(commit.committer.date),
    };
  }
  return {
    verified: false,
    reason: commit.signed ? "unknown_key" : "unsigned",
    signature: null,
    payload: null,
    verified_at: null,
  };
}

function signature(value: Commit["author"]): Shape {
  return { name: value.name, email: value.email, date: timestamp(value.date) };
}

function account(world: World, email: string): Shape | null {
  if (email === "noreply@github.com") {
    return simpleUser(world, {
      id: 19_864_447,
      login: "web-flow",
      type: "User",
      name: "GitHub Web Flow",
      email,
      createdAt: 0,
    });
  }
  const found = accountOfEmail(world, email);
  return found ? simpleUser(world, found) : null;
}

/** A commit of the git database: what git knows, and no more. */
export function gitCommitShape(world: World, repository: Repository, sha: string, commit: Commit): Shape {
  const base = api(world, `/repos/${fullName(repository)}`);
  const html = `${world.url}/${fullName(repository)}`;
  return {
    sha,
    node_id: nodeId("C", sha),
    url: `${base}/git/commits/${sha}`,
    html_url: `${html}/commit/${sha}`,
    author: signature(commit.author),
    committer: signature(commit.committer),
    message: commit.message.replace(/\n$/, ""),
    tree: { sha: commit.tree, url: `${base}/git/trees/${commit.tree}` },
    parents: commit.parents.map((parent) => ({
      sha: parent,
      url: `${base}/git/commits/${parent}`,
      html_url: `${html}/commit/${parent}`,
    })),
    verification: verification(repository, sha, commit),
  };
}

export function commitShape(world: World, repository: Repository, sha: string, commit: Commit): Shape {
  const base = api(world, `/repos/${fullName(repository)}`);
  const html = `${world.url}/${fullName(repository)}`;
  return {
    sha,
    node_id: nodeId("C", sha),
    commit: {
      author: signature(commit.author),
      committer: signature(commit.committer),
      message: commit.message.replace(/\n$/, ""),
      tree: { sha: commit.tree, url: `${base}/git/trees/${commit.tree}` },
      url: `${base}/git/commits/${sha}`,
      comment_count: 0,
      verification: verification(repository, sha, commit),
    },
    url: `${base}/commits/${sha}`,
    html_url: `${html}/commit/${sha}`,
    comments_url: `${base}/commits/${sha}/comments`,
    author: account(world, commit.author.email),
    committer: account(world, commit.committer.email),
    parents: commit.parents.map((parent) => ({
      sha: parent,
      url: `${base}/commits/${parent}`,
      html_url: `${html}/commit/${parent}`,
    })),
  };
}

export function diffEntry(world: World, repository: Repository, change: FileChange, ref: string): Shape {
  const path = change.path.split("/").map(encodeURIComponent).join("/");
  const name = fullName(repository);
  return {
    sha: change.sha,
    filename: change.path,
    status: change.status,
    additions: change.additions,
    deletions: change.deletions,
    changes: change.additions + change.deletions,
    blob_url: `${world.url}/${name}/blob/${ref}/${path}`,
    raw_url: `${world.url}/${name}/raw/${ref}/${path}`,
    contents_url: api(world, `/repos/${name}/contents/${path}?ref=${ref}`),
    ...(change.patch === undefined ? {} : { patch: change.patch }),
    ...(change.previousPath === undefined ? {} : { previous_filename: change.previousPath }),
  };
}

/** A commit as events tell of it. */
export function simpleCommit(sha: string, commit: Commit): Shape {
  return {
    id: sha,
    tree_id: commit.tree,
    message: commit.message.replace(/\n$/, ""),
    timestamp: timestamp(commit.committer.date),
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
  };
}

import { commitFor, signatureOf } from "../effects/sign-commit.js";
import { editTree, type TreeEdit } from "../git/edit-tree.js";
import type { Signature } from "../git/git-objects.js";
import { type Body, objects, optionalObject, optionalText, text, textList } from "../http/body.js";
import { notFound, problem } from "../http/problem.js";
import {
  type Answer,
  author,
  created,
  ok,
  param,
  type RepositoryRequest,
  type Route,
  repositoryRoute,
} from "../http/route.js";
import { gitCommitShape } from "../shapes/commit.js";
import { api, nodeId, type Shape } from "../shapes/common.js";
import { fullName } from "../world/world.js";
import { resolveCommit } from "./resolve-commit.js";

/** Blobs, trees and commits. */

function base(request: RepositoryRequest): string {
  return api(request.github.world, `/repos/${fullName(request.repository)}/git`);
}

function createBlob(request: RepositoryRequest): Answer {
  const content = text(request.body, "content");
  const encoding = optionalText(request.body, "encoding") === "base64" ? "base64" : "utf8";
  const sha = request.repository.git.writeBlob(Buffer.from(content, encoding));
  return created({ sha, url: `${base(request)}/blobs/${sha}` });
}

async function showBlob(request: RepositoryRequest): Promise<Answer> {
  const sha = param(request, "file_sha");
  const content = await request.repository.git.blob(sha);
  if (!content) throw notFound();
  return ok({
    sha,
    node_id: nodeId("B", sha),
    size: content.length,
    url: `${base(request)}/blobs/${sha}`,
    content: content.toString("base64").replace(/.{1,60}/g, "$&\n"),
    encoding: "base64",
  });
}

async function listTree(request: RepositoryRequest, sha: string, prefix: string, deep: boolean): Promise<Shape[]> {
  const entries: Shape[] = [];
  for (const entry of await request.repository.git.tree(sha)) {
    const path = `${prefix}${entry.name}`;
    const type = entry.mode === "040000" ? "tree" : entry.mode === "160000" ? "commit" : "blob";
    const size = type === "blob" ? { size: (await request.repository.git.blob(entry.sha))?.length ?? 0 } : {};
    const url = `${base(request)}/${type === "blob" ? "blobs" : "trees"}/${entry.sha}`;
    entries.push({ path, mode: entry.mode, type, sha: entry.sha, ...size, url });
    if (deep && type === "tree") entries.push(...(await listTree(request, entry.sha, `${path}/`, true)));
  }
  return entries;
}

async function showTree(request: RepositoryRequest): Promise<Answer> {
  const name = param(request, "tree_sha");
  const commitSha = await resolveCommit(request.repository, name);
  const sha = commitSha === undefined ? name : ((await request.repository.git.commit(commitSha))?.tree ?? name);
  const object = await request.repository.git.read(sha);
  if (object?.type !== "tree") throw notFound();
  const tree = await listTree(request, sha, "", request.query.has("recursive"));
  return ok({ sha, url: `${base(request)}/trees/${sha}`, tree, truncated: false });
}

const MODES = new Set(["100644", "100755", "040000", "160000", "120000"]);

async function editOf(request: RepositoryRequest, entry: Body): Promise<TreeEdit> {
  const path = text(entry, "path");
  const mode = optionalText(entry, "mode") ?? "100644";
  if (path === "" || path.startsWith("/") || path.split("/").some((part) => /^(?:\.\.?|\.git|)$/i.test(part)))
    throw problem(422, "tree.path contains a malformed path component");
  if (!MODES.has(mode)) throw problem(422, "tree.mode must be one of 040000, 100644, 100755, 120000, 160000");
  const content = optionalText(entry, "content");
  if (content !== undefined) return { path, mode, sha: request.repository.git.writeBlob(content) };
  if (entry["sha"] === null) return { path, mode, sha: null };
  const sha = text(entry, "sha");
  if (mode !== "160000" && !(await request.repository.git.read(sha)))
    throw problem(422, `tree.sha ${sha} is not a valid blob`);
  return { path, mode, sha };
}

async function createTree(request: RepositoryRequest): Promise<Answer> {
  const { repository, body } = request;
  const edits = await Promise.all(objects(body, "tree").map((entry) => editOf(request, entry)));
  const given = optionalText(body, "base_tree");
  let start: string | undefined;
  if (given !== undefined) {
    start = (await repository.git.commit(given))?.tree ?? given;
    if ((await repository.git.read(start))?.type !== "tree") throw problem(404, "Not Found");
  }
  const sha = await editTree(repository.git, start, edits);
  const tree = await listTree(request, sha, "", false);
  return created({ sha, url: `${base(request)}/trees/${sha}`, tree, truncated: false });
}

function signatureFrom(body: Body | undefined, now: number): Signature | undefined {
  if (!body) return undefined;
  const date = optionalText(body, "date");
  return { name: text(body, "name"), email: text(body, "email"), date: date === undefined ? now : Date.parse(date) };
}

/** GitHub signs what an App commits in its own name; whoever names an author or committer signs for himself. */
async function createCommit(request: RepositoryRequest): Promise<Answer> {
  const { github, repository, body } = request;
  const { git } = repository;
  const actor = author(request);
  const tree = text(body, "tree");
  const message = text(body, "message");
  const parents = textList(body, "parents");
  if ((await git.read(tree))?.type !== "tree") throw problem(422, "Tree SHA does not exist");
  for (const parent of parents) {
    if (!(await git.commit(parent))) throw problem(422, `Parent SHA does not exist or is not a commit object`);
  }
  const now = github.world.clock.now();
  const named = signatureFrom(optionalObject(body, "author"), now);
  const committer = signatureFrom(optionalObject(body, "committer"), now);
  let sha: string;
  if (actor.kind === "installation" && !named && !committer) {
    sha = commitFor(github.world, repository, actor.account, { tree, parents, message });
  } else {
    const signature = named ?? signatureOf(github.world, actor.account);
    sha = git.writeCommit({ tree, parents, message, author: signature, committer: committer ?? signature });
  }
  const commit = await git.commit(sha);
  return created(commit ? gitCommitShape(github.world, repository, sha, commit) : null);
}

async function showCommit(request: RepositoryRequest): Promise<Answer> {
  const sha = param(request, "commit_sha");
  const commit = await request.repository.git.commit(sha);
  if (!commit) throw notFound();
  return ok(gitCommitShape(request.github.world, request.repository, sha, commit));
}

export const gitDatabaseRoutes: readonly Route[] = [
  repositoryRoute("POST /repos/{owner}/{repo}/git/blobs", "contents:write", createBlob, "write"),
  repositoryRoute("GET /repos/{owner}/{repo}/git/blobs/{file_sha}", "contents:read", showBlob),
  repositoryRoute("POST /repos/{owner}/{repo}/git/trees", "contents:write", createTree, "write"),
  repositoryRoute("GET /repos/{owner}/{repo}/git/trees/{tree_sha}", "contents:read", showTree),
  repositoryRoute("POST /repos/{owner}/{repo}/git/commits", "contents:write", createCommit, "write"),
  repositoryRoute("GET /repos/{owner}/{repo}/git/commits/{commit_sha}", "contents:read", showCommit),
];

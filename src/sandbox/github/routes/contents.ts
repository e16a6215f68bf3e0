import { changeRef } from "../effects/change-ref.js";
import { commitFor } from "../effects/sign-commit.js";
import { editTree, entryAt } from "../git/edit-tree.js";
import type { Signature, TreeEntry } from "../git/git-objects.js";
import { type Body, optionalObject, optionalText, text } from "../http/body.js";
import { notFound, problem, unsupplied } from "../http/problem.js";
import { type Answer, author, ok, param, type RepositoryRequest, type Route, repositoryRoute } from "../http/route.js";
import { gitCommitShape } from "../shapes/commit.js";
import { api, type Shape } from "../shapes/common.js";
import { fullName } from "../world/world.js";
import { resolveCommit } from "./resolve-commit.js";

/** Files, read and written one at a time. */

function kindOf(entry: TreeEntry): string {
  if (entry.mode === "040000") return "dir";
  if (entry.mode === "160000") return "submodule";
  return entry.mode === "120000" ? "symlink" : "file";
}

function describe(request: RepositoryRequest, entry: TreeEntry, path: string, ref: string, size: number): Shape {
  const { github, repository } = request;
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  const base = api(github.world, `/repos/${fullName(repository)}`);
  const folder = entry.mode === "040000";
  const self = `${base}/contents/${encoded}?ref=${ref}`;
  const git = `${base}/git/${folder ? "trees" : "blobs"}/${entry.sha}`;
  const html = `${github.world.url}/${fullName(repository)}/${folder ? "tree" : "blob"}/${ref}/${encoded}`;
  return {
    name: path.split("/").pop() ?? "",
    path,
    sha: entry.sha,
    size,
    url: self,
    html_url: html,
    git_url: git,
    download_url: folder ? null : `${github.world.url}/raw/${fullName(repository)}/${ref}/${encoded}`,
    type: kindOf(entry),
    _links: { self, git, html },
  };
}

/** GitHub wraps base64 at 60 characters. */
function base64(content: Buffer): string {
  return content.toString("base64").replace(/.{1,60}/g, "$&\n");
}

async function show(request: RepositoryRequest): Promise<Answer> {
  const { repository } = request;
  const path = param(request, "path").replace(/^\/+|\/+$/g, "");
  const ref = request.query.get("ref") ?? repository.defaultBranch;
  const sha = await resolveCommit(repository, ref);
  const commit = sha === undefined ? undefined : await repository.git.commit(sha);
  if (!commit) throw notFound(`No commit found for the ref ${ref}`);
  const entry = await entryAt(repository.git, commit.tree, path);
  if (!entry) throw notFound();
  if (entry.mode === "040000") {
    const entries = await repository.git.tree(entry.sha);
    const listed = entries.map(async (each) => {
      const size = each.mode === "040000" ? 0 : ((await repository.git.blob(each.sha))?.length ?? 0);
      return describe(request, each, path === "" ? each.name : `${path}/${each.name}`, ref, size);
    });
    return ok(await Promise.all(listed));
  }
  const content = (await repository.git.blob(entry.sha)) ?? Buffer.alloc(0);
  return ok({
    ...describe(request, entry, path, ref, content.length),
    content: base64(content),
    encoding: "base64",
    ...(entry.mode === "120000" ? { target: content.toString() } : {}),
  });
}

function signatureFrom(body: Body | undefined, date: number): Signature | undefined {
  if (!body) return undefined;
  const given = optionalText(body, "date");
  return { name: text(body, "name"), email: text(body, "email"), date: given === undefined ? date : Date.parse(given) };
}

async function change(request: RepositoryRequest, content: Buffer | undefined): Promise<Answer> {
  const { github, repository, body } = request;
  const { git } = repository;
  const actor = author(request);
  const path = param(request, "path").replace(/^\/+|\/+$/g, "");
  const branch = optionalText(body, "branch") ?? repository.defaultBranch;
  const message = text(body, "message");
  const before = git.ref(`refs/heads/${branch}`);
  const commit = before === undefined ? undefined : await git.commit(before);
  if (before === undefined || !commit) throw notFound(`Branch ${branch} not found`);
  const existing = await entryAt(git, commit.tree, path);
  const sha = optionalText(body, "sha");
  if (!existing && content === undefined) throw notFound();
  if (existing && sha === undefined) throw unsupplied("sha");
  if (sha !== undefined && sha !== existing?.sha) throw problem(409, `${path} does not match ${sha}`);
  const blob = content === undefined ? null : git.writeBlob(content);
  const mode = existing && existing.mode !== "040000" ? existing.mode : "100644";
  const tree = await editTree(git, commit.tree, [{ path, mode, sha: blob }]);
  const named = signatureFrom(optionalObject(body, "author"), github.world.clock.now());
  const made = commitFor(github.world, repository, actor.account, { tree, parents: [before], message }, named);
  const ref = `refs/heads/${branch}`;
  await changeRef(github, repository, actor, { ref, before, after: made }, { force: false, refusedAs: 409 });
  const written = await git.commit(made);
  return {
    status: existing || content === undefined ? 200 : 201,
    body: {
      content:
        blob === null || content === undefined
          ? null
          : describe(request, { mode, name: path, sha: blob }, path, branch, content.length),
      commit: written ? gitCommitShape(github.world, repository, made, written) : null,
    },
  };
}

function put(request: RepositoryRequest): Promise<Answer> {
  const content = text(request.body, "content");
  if (!/^[A-Za-z0-9+/=\s]*$/.test(content)) throw problem(422, "content is not valid Base64");
  return change(request, Buffer.from(content, "base64"));
}

export const contentRoutes: readonly Route[] = [
  repositoryRoute("GET /repos/{owner}/{repo}/contents/{path}", "contents:read", show),
  repositoryRoute("GET /repos/{owner}/{repo}/contents", "contents:read", show),
  repositoryRoute("PUT /repos/{owner}/{repo}/contents/{path}", "contents:write", put, "write"),
  repositoryRoute(
    "DELETE /repos/{owner}/{repo}/contents/{path}",
    "contents:write",
    (request) => change(request, undefined),
    "write",
  ),
];

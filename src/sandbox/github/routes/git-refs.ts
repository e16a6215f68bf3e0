import { changeRef, isRefName } from "../effects/change-ref.js";
import { ZERO_SHA } from "../git/git-objects.js";
import { flag, text } from "../http/body.js";
import { notFound, problem } from "../http/problem.js";
import {
  type Answer,
  author,
  created,
  noContent,
  ok,
  param,
  type RepositoryRequest,
  type Route,
  repositoryRoute,
} from "../http/route.js";
import { api, nodeId, type Shape } from "../shapes/common.js";
import { fullName } from "../world/world.js";

/** Refs: branches and tags by their full names. */

async function refShape(request: RepositoryRequest, name: string, sha: string): Promise<Shape> {
  const { github, repository } = request;
  const base = api(github.world, `/repos/${fullName(repository)}/git`);
  const type = (await repository.git.read(sha))?.type ?? "commit";
  return {
    ref: name,
    node_id: nodeId("REF", `${repository.id}:${name}`),
    url: `${base}/${name}`,
    object: { sha, type, url: `${base}/${type}s/${sha}` },
  };
}

async function show(request: RepositoryRequest): Promise<Answer> {
  const name = `refs/${param(request, "ref")}`;
  const sha = request.repository.git.ref(name);
  if (sha === undefined) throw notFound();
  return ok(await refShape(request, name, sha));
}

async function match(request: RepositoryRequest): Promise<Answer> {
  const refs = request.repository.git.refs(`refs/${request.params["ref"] ?? ""}`);
  return ok(await Promise.all(refs.map(({ name, sha }) => refShape(request, name, sha))));
}

async function create(request: RepositoryRequest): Promise<Answer> {
  const { github, repository, body } = request;
  const ref = text(body, "ref");
  const sha = text(body, "sha");
  if (!ref.startsWith("refs/") || ref.split("/").length < 3)
    throw problem(422, "Reference name must start with 'refs/' and have at least two slashes.");
  if (!isRefName(ref)) throw problem(422, `${ref} is not a valid ref name.`);
  const object = await repository.git.read(sha);
  if (!object || (object.type !== "commit" && ref.startsWith("refs/heads/")))
    throw problem(422, "Object does not exist");
  if (repository.git.ref(ref) !== undefined) throw problem(422, "Reference already exists");
  const clash = repository.git
    .refs("refs/heads/")
    .some(({ name }) => name.startsWith(`${ref}/`) || ref.startsWith(`${name}/`));
  if (clash) throw problem(422, "Reference update failed");
  const change = { ref, before: ZERO_SHA, after: sha };
  await changeRef(github, repository, author(request), change, { force: false, refusedAs: 422 });
  return created(await refShape(request, ref, sha));
}

async function update(request: RepositoryRequest): Promise<Answer> {
  const { github, repository, body } = request;
  const ref = `refs/${param(request, "ref")}`;
  const before = repository.git.ref(ref);
  if (before === undefined || !isRefName(ref)) throw problem(422, "Reference does not exist");
  const after = text(body, "sha");
  if (!(await repository.git.read(after))) throw problem(422, "Object does not exist");
  if (after !== before) {
    const options = { force: flag(body, "force"), refusedAs: 422 } as const;
    await changeRef(github, repository, author(request), { ref, before, after }, options);
  }
  return ok(await refShape(request, ref, after));
}

async function remove(request: RepositoryRequest): Promise<Answer> {
  const { github, repository } = request;
  const ref = `refs/${param(request, "ref")}`;
  const before = repository.git.ref(ref);
  if (before === undefined || !isRefName(ref)) throw problem(422, "Reference does not exist");
  if (ref === `refs/heads/${repository.defaultBranch}`) throw problem(422, "Cannot delete the default branch");
  const change = { ref, before, after: ZERO_SHA };
  await changeRef(github, repository, author(request), change, { force: false, refusedAs: 422 });
  return noContent();
}

export const gitRefRoutes: readonly Route[] = [
  repositoryRoute("GET /repos/{owner}/{repo}/git/ref/{ref}", "contents:read", show),
  repositoryRoute("GET /repos/{owner}/{repo}/git/matching-refs/{ref}", "contents:read", match),
  repositoryRoute("POST /repos/{owner}/{repo}/git/refs", "contents:write", create, "write"),
  repositoryRoute("PATCH /repos/{owner}/{repo}/git/refs/{ref}", "contents:write", update, "write"),
  repositoryRoute("DELETE /repos/{owner}/{repo}/git/refs/{ref}", "contents:write", remove, "write"),
];

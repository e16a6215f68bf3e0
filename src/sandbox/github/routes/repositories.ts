import { notFound } from "../http/problem.js";
import {
  type Answer,
  noContent,
  ok,
  page,
  param,
  type RepositoryRequest,
  type Route,
  repositoryRoute,
} from "../http/route.js";
import { rulesFor } from "../rules/branch-rules.js";
import { ownerNamed, readCodeowners } from "../rules/code-owner-reviews.js";
import { commitShape } from "../shapes/commit.js";
import { api, type Shape } from "../shapes/common.js";
import { teamShape } from "../shapes/organization.js";
import { fullRepository, rolePermissions } from "../shapes/repository.js";
import { simpleUser } from "../shapes/user.js";
import { hasPermission, roleOf } from "../world/access.js";
import type { Account, Repository, Role } from "../world/nouns.js";
import { findAccount, findOrganization, fullName, type World } from "../world/world.js";
import { resolveCommit } from "./resolve-commit.js";

/** A repository, who works on it, and its branches. */

function roleOfCaller(request: RepositoryRequest): Role | undefined {
  const { actor, github, repository } = request;
  if (actor.kind === "user") return roleOf(github.world, repository, actor.account);
  if (actor.kind !== "installation") return repository.private ? undefined : "read";
  return hasPermission(actor.permissions, "contents", "write") ? "write" : "read";
}

/** The old field knows three levels only. */
function legacyPermission(role: Role | undefined): string {
  if (role === undefined) return "none";
  if (role === "maintain") return "write";
  return role === "triage" ? "read" : role;
}

function collaborator(world: World, repository: Repository, account: Account): Shape {
  const role = roleOf(world, repository, account);
  return { ...simpleUser(world, account), permissions: rolePermissions(role), role_name: role ?? "none" };
}

function listCollaborators(request: RepositoryRequest) {
  const { github, repository } = request;
  const organization = findOrganization(github.world, repository.owner.login);
  const accounts = new Set<Account>(repository.collaborators.keys());
  for (const member of organization?.members ?? [repository.owner]) accounts.add(member);
  return page(
    request,
    [...accounts].map((account) => collaborator(github.world, repository, account)),
  );
}

function showPermission(request: RepositoryRequest) {
  const { github, repository } = request;
  const account = findAccount(github.world, param(request, "username"));
  if (!account) throw notFound();
  const role = roleOf(github.world, repository, account);
  return ok({
    permission: legacyPermission(role),
    role_name: role ?? "none",
    user: collaborator(github.world, repository, account),
  });
}

function checkCollaborator(request: RepositoryRequest) {
  const account = findAccount(request.github.world, param(request, "username"));
  if (!account || roleOf(request.github.world, request.repository, account) === undefined) throw notFound();
  return noContent();
}

/** What is wrong with the CODEOWNERS of a commit: lines that are skipped, and owners who own nothing. */
async function listCodeownersErrors(request: RepositoryRequest): Promise<Answer> {
  const { github, repository } = request;
  const ref = request.query.get("ref") ?? repository.defaultBranch;
  const commit = await resolveCommit(repository, ref);
  const file = commit === undefined ? undefined : await readCodeowners(repository, commit);
  if (!file) throw notFound();
  const { path } = file;
  const strangers = file.rules.flatMap(({ line, source, owners }) =>
    owners
      .filter(({ name }) => ownerNamed(github.world, repository, name) === undefined)
      .map(({ name, column }) => ({
        ...{ line, column, source, kind: "Unknown owner", suggestion: hintFor(name), path },
        message: `Unknown owner on line ${line}: ${hintFor(name)}\n\n  ${source}\n  ${" ".repeat(column - 1)}^`,
      })),
  );
  const faults = file.faults.map(({ line, column, source, kind }) => ({
    ...{ line, column, source, kind, suggestion: null, path },
    message: `${kind} on line ${line}\n\n  ${source}\n  ${" ".repeat(column - 1)}^`,
  }));
  return ok({ errors: [...strangers, ...faults].sort((a, b) => a.line - b.line || a.column - b.column) });
}

function hintFor(name: string): string {
  return name.includes("/")
    ? `make sure the team ${name} exists, is publicly visible, and has write access to the repository`
    : `make sure ${name} exists and has write access to the repository`;
}

/** The short form of a branch's protection, which everybody may see. */
function protectionSummary(world: World, repository: Repository, branch: string): Shape {
  const protection = repository.protections.get(branch);
  const checks = protection?.statusChecks;
  return {
    protected: isProtected(world, repository, branch),
    protection: {
      enabled: protection !== undefined,
      required_status_checks: {
        enforcement_level: checks ? (protection.enforceAdmins ? "everyone" : "non_admins") : "off",
        contexts: checks?.checks.map((check) => check.context) ?? [],
        checks: checks?.checks.map((check) => ({ context: check.context, app_id: check.appId })) ?? [],
      },
    },
    protection_url: api(world, `/repos/${fullName(repository)}/branches/${branch}/protection`),
  };
}

function isProtected(world: World, repository: Repository, branch: string): boolean {
  return rulesFor(world, repository, `refs/heads/${branch}`, { kind: "anonymous" }).length > 0;
}

function listBranches(request: RepositoryRequest) {
  const { github, repository, query } = request;
  const wanted = query.get("protected");
  const branches = repository.git.refs("refs/heads/").map(({ name, sha }) => {
    const branch = name.slice("refs/heads/".length);
    const url = api(github.world, `/repos/${fullName(repository)}/commits/${sha}`);
    return { name: branch, commit: { sha, url }, ...protectionSummary(github.world, repository, branch) };
  });
  return page(
    request,
    wanted === null
      ? branches
      : branches.filter(({ name }) => String(isProtected(github.world, repository, name)) === wanted),
  );
}

async function showBranch(request: RepositoryRequest) {
  const { github, repository } = request;
  const name = param(request, "branch");
  const sha = repository.git.ref(`refs/heads/${name}`);
  const commit = sha === undefined ? undefined : await repository.git.commit(sha);
  if (sha === undefined || !commit) throw notFound("Branch not found");
  return ok({
    name,
    commit: commitShape(github.world, repository, sha, commit),
    _links: {
      self: api(github.world, `/repos/${fullName(repository)}/branches/${name}`),
      html: `${github.world.url}/${fullName(repository)}/tree/${name}`,
    },
    ...protectionSummary(github.world, repository, name),
  });
}

export const repositoryRoutes: readonly Route[] = [
  repositoryRoute("GET /repos/{owner}/{repo}", "metadata:read", (request) =>
    ok(fullRepository(request.github.world, request.repository, roleOfCaller(request))),
  ),
  repositoryRoute("GET /repos/{owner}/{repo}/collaborators", "metadata:read", listCollaborators, "write"),
  repositoryRoute("GET /repos/{owner}/{repo}/collaborators/{username}", "metadata:read", checkCollaborator, "read"),
  repositoryRoute(
    "GET /repos/{owner}/{repo}/collaborators/{username}/permission",
    "metadata:read",
    showPermission,
    "read",
  ),
  repositoryRoute("GET /repos/{owner}/{repo}/codeowners/errors", "contents:read", listCodeownersErrors),
  repositoryRoute("GET /repos/{owner}/{repo}/teams", "administration:read", (request) => {
    const { github, repository } = request;
    const teams = [...repository.teams].map(([team, role]) => ({
      ...teamShape(github.world, team),
      permission: role === "read" ? "pull" : role === "write" ? "push" : role,
      permissions: rolePermissions(role),
    }));
    return page(request, teams);
  }),
  repositoryRoute("GET /repos/{owner}/{repo}/branches", "contents:read", listBranches),
  repositoryRoute("GET /repos/{owner}/{repo}/branches/{branch}", "contents:read", showBranch),
];

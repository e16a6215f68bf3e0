import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createBareRepository } from "../git/create-bare-repository.js";
import { openGitRepository } from "../git/git-repository.js";
import { flag, optionalText } from "../http/body.js";
import { problem } from "../http/problem.js";
import { type Answer, author, page, type RepositoryRequest, type Route, repositoryRoute } from "../http/route.js";
import { fullRepository, repositoryShape } from "../shapes/repository.js";
import type { Account, Repository } from "../world/nouns.js";
import { findOrganization, fullName, type World } from "../world/world.js";

/** Forks: repositories of other accounts, whose branches can be asked to be merged. */

export function forksOf(world: World, repository: Repository): readonly Repository[] {
  return [...world.repositories.values()].filter(({ parent }) => parent === repository);
}

function holderOf(request: RepositoryRequest): Account {
  const { github, body } = request;
  const actor = author(request);
  if (actor.kind !== "user") throw problem(403, "Resource not accessible by integration");
  const name = optionalText(body, "organization");
  if (name === undefined) return actor.account;
  const organization = findOrganization(github.world, name);
  if (!organization?.members.has(actor.account)) throw problem(422, `'${name}' is the login for a user account.`);
  return organization.account;
}

/** Objects are shared, branches are the fork's own from then on. */
function layOut(directory: string, source: Repository, defaultOnly: boolean) {
  createBareRepository(directory, source.defaultBranch);
  mkdirSync(join(directory, "objects", "info"), { recursive: true });
  writeFileSync(join(directory, "objects", "info", "alternates"), `${source.git.directory}/objects\n`);
  const git = openGitRepository(directory);
  for (const { name, sha } of source.git.refs("refs/heads/")) {
    if (!defaultOnly || name === `refs/heads/${source.defaultBranch}`) git.setRef(name, sha);
  }
  return git;
}

function create(request: RepositoryRequest): Answer {
  const { github, repository, body } = request;
  const { world } = github;
  const owner = holderOf(request);
  const existing = forksOf(world, repository).find((fork) => fork.owner === owner);
  // Who has one already is given that one.
  if (existing) return { status: 202, body: fullRepository(world, existing, "admin") };
  const name = optionalText(body, "name") ?? repository.name;
  const key = `${owner.login}/${name}`.toLowerCase();
  if (world.repositories.has(key)) throw problem(422, `Name already exists on this account`);
  const root = dirname(dirname(repository.git.directory));
  const now = world.clock.now();
  const fork: Repository = {
    id: world.nextId(),
    owner,
    name,
    private: repository.private,
    parent: repository,
    defaultBranch: repository.defaultBranch,
    git: layOut(join(root, owner.login, `${name}.git`), repository, flag(body, "default_branch_only")),
    createdAt: now,
    collaborators: new Map(),
    teams: new Map(),
    issues: new Map(),
    labels: new Map(),
    suites: [],
    checkRuns: [],
    protections: new Map(),
    rulesets: new Map(),
    activity: [],
    pushedAt: now,
  };
  world.repositories.set(key, fork);
  return { status: 202, body: fullRepository(world, fork, "admin") };
}

/** The repository that a pull request's head is named in: `branch`, `owner:branch`. */
export function headNamed(world: World, base: Repository, name: string): { repository: Repository; branch: string } {
  const at = name.indexOf(":");
  const owner = at < 0 ? base.owner.login : name.slice(0, at);
  const branch = name.slice(at + 1);
  const family = [base, ...forksOf(world, base)];
  const repository = family.find((each) => each.owner.login.toLowerCase() === owner.toLowerCase());
  if (!repository) {
    const errors = [{ resource: "PullRequest", field: "head", code: "invalid" }];
    throw problem(422, "Validation Failed", errors);
  }
  return { repository, branch };
}

export const forkRoutes: readonly Route[] = [
  repositoryRoute("POST /repos/{owner}/{repo}/forks", "metadata:read", create, "read"),
  repositoryRoute("GET /repos/{owner}/{repo}/forks", "metadata:read", (request) =>
    page(
      request,
      forksOf(request.github.world, request.repository).map((fork) => ({
        ...repositoryShape(request.github.world, fork),
        forks_count: forksOf(request.github.world, fork).length,
        full_name: fullName(fork),
      })),
    ),
  ),
];

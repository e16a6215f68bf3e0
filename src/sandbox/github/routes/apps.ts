import { randomBytes } from "node:crypto";
import { isObject, optionalList, optionalObject, textList } from "../http/body.js";
import { notFound, problem } from "../http/problem.js";
import {
  type Answer,
  noContent,
  numberParam,
  ok,
  page,
  param,
  type RestRequest,
  type Route,
  route,
} from "../http/route.js";
import { appShape, installationShape } from "../shapes/app.js";
import { timestamp } from "../shapes/common.js";
import { repositoryShape } from "../shapes/repository.js";
import { canSee, hasPermission } from "../world/access.js";
import type { App, Installation, Level, Repository } from "../world/nouns.js";
import { findRepository } from "../world/world.js";

/** What an App does as itself: with a JWT it finds its installations and gets tokens for them. */

const TOKEN_LIFE_MS = 3_600_000;

function appOf(request: RestRequest): App {
  if (request.actor.kind === "app") return request.actor.app;
  throw problem(401, "A JSON web token could not be decoded");
}

function installationOf(request: RestRequest): Installation {
  const installation = request.github.world.installations.get(numberParam(request, "installation_id"));
  if (!installation || installation.app !== appOf(request)) throw notFound();
  return installation;
}

function permissionsFor(request: RestRequest, installation: Installation): Readonly<Record<string, Level>> {
  const wanted = optionalObject(request.body, "permissions");
  const granted: Record<string, Level> = { metadata: "read", ...installation.app.permissions };
  if (!wanted) return granted;
  const permissions: Record<string, Level> = {};
  for (const [name, level] of Object.entries(wanted)) {
    if ((level !== "read" && level !== "write") || !hasPermission(granted, name, level))
      throw problem(422, "The permissions requested are not granted to this installation.");
    permissions[name] = level;
  }
  return { metadata: "read", ...permissions };
}

function repositoriesFor(request: RestRequest, installation: Installation): Set<Repository> {
  const names = textList(request.body, "repositories");
  const ids = optionalList(request.body, "repository_ids") ?? [];
  if (names.length + ids.length === 0) return new Set(installation.repositories);
  const all = [...installation.repositories];
  const missing = () =>
    problem(
      422,
      "There is at least one repository that does not exist or is not accessible to the parent installation.",
    );
  const chosen = new Set<Repository>();
  for (const wanted of [...names, ...ids]) {
    const found = all.find((each) => each.id === wanted || each.name.toLowerCase() === String(wanted).toLowerCase());
    if (!found) throw missing();
    chosen.add(found);
  }
  return chosen;
}

function createToken(request: RestRequest): Answer {
  const { world } = request.github;
  const installation = installationOf(request);
  const permissions = permissionsFor(request, installation);
  const repositories = repositoriesFor(request, installation);
  const token = `ghs_${randomBytes(18).toString("hex")}`;
  // A whole second, since that is all the answer can say.
  const expiresAt = Math.floor((world.clock.wall() + TOKEN_LIFE_MS) / 1000) * 1000;
  world.installationTokens.set(token, { installation, permissions, repositories, expiresAt });
  const narrowed = isObject(request.body) && ("repositories" in request.body || "repository_ids" in request.body);
  return {
    status: 201,
    body: {
      token,
      expires_at: timestamp(expiresAt),
      permissions,
      repository_selection: "selected",
      ...(narrowed ? { repositories: [...repositories].map((each) => repositoryShape(world, each)) } : {}),
    },
  };
}

function installationWhere(request: RestRequest, fits: (installation: Installation) => boolean): Answer {
  const app = appOf(request);
  const { world } = request.github;
  const found = [...world.installations.values()].find((each) => each.app === app && fits(each));
  if (!found) throw notFound();
  return ok(installationShape(world, found));
}

function listRepositories(request: RestRequest): Answer {
  const { actor, github } = request;
  if (actor.kind !== "installation")
    throw problem(
      403,
      "You must authenticate with an installation access token in order to list repositories for an installation.",
    );
  const repositories = [...actor.repositories].filter((each) => canSee(github.world, each, actor));
  return page(
    request,
    repositories.map((each) => repositoryShape(github.world, each)),
    (shown) => ({ total_count: repositories.length, repository_selection: "selected", repositories: shown }),
  );
}

function revokeToken(request: RestRequest): Answer {
  const { actor, github } = request;
  if (actor.kind !== "installation") throw problem(403, "Resource not accessible by personal access token");
  for (const [token, granted] of github.world.installationTokens) {
    if (granted.repositories === actor.repositories) github.world.installationTokens.delete(token);
  }
  return noContent();
}

export const appRoutes: readonly Route[] = [
  route("GET /app", (request) => {
    const app = appOf(request);
    const count = [...request.github.world.installations.values()].filter((each) => each.app === app).length;
    return ok({ ...appShape(request.github.world, app), installations_count: count });
  }),
  route("GET /apps/{app_slug}", (request) => {
    const app = request.github.world.apps.get(param(request, "app_slug"));
    if (!app) throw notFound();
    return ok(appShape(request.github.world, app));
  }),
  route("GET /app/installations", (request) => {
    const app = appOf(request);
    const { world } = request.github;
    const mine = [...world.installations.values()].filter((each) => each.app === app);
    return page(
      request,
      mine.map((each) => installationShape(world, each)),
    );
  }),
  route("GET /app/installations/{installation_id}", (request) =>
    ok(installationShape(request.github.world, installationOf(request))),
  ),
  route("POST /app/installations/{installation_id}/access_tokens", createToken),
  route("GET /repos/{owner}/{repo}/installation", (request) => {
    const repository = findRepository(request.github.world, param(request, "owner"), param(request, "repo"));
    return installationWhere(request, (each) => repository !== undefined && each.repositories.has(repository));
  }),
  route("GET /orgs/{org}/installation", (request) =>
    installationWhere(request, (each) => each.account.login.toLowerCase() === param(request, "org").toLowerCase()),
  ),
  route("GET /users/{username}/installation", (request) =>
    installationWhere(request, (each) => each.account.login.toLowerCase() === param(request, "username").toLowerCase()),
  ),
  route("GET /installation/repositories", listRepositories),
  route("DELETE /installation/token", revokeToken),
];

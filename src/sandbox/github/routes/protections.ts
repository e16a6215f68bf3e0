import {
  type Body,
  flag,
  isObject,
  objects,
  optionalNumber,
  optionalObject,
  optionalText,
  textList,
} from "../http/body.js";
import { notFound, problem, unsupplied } from "../http/problem.js";
import {
  type Answer,
  noContent,
  ok,
  param,
  type RepositoryRequest,
  type Route,
  repositoryRoute,
} from "../http/route.js";
import { appShape } from "../shapes/app.js";
import { api, type Shape } from "../shapes/common.js";
import { teamShape } from "../shapes/organization.js";
import { simpleUser } from "../shapes/user.js";
import type { Actors, Protection } from "../world/nouns.js";
import { findAccount, findTeam, fullName } from "../world/world.js";

/** Classic branch protection. */

function url(request: RepositoryRequest): string {
  const { github, repository } = request;
  return api(github.world, `/repos/${fullName(repository)}/branches/${param(request, "branch")}/protection`);
}

function actorsOf(request: RepositoryRequest, body: Body): Actors {
  const { world } = request.github;
  return {
    users: textList(body, "users").flatMap((login) => findAccount(world, login) ?? []),
    teams: textList(body, "teams").flatMap((slug) => findTeam(world, request.repository.owner.login, slug) ?? []),
    apps: textList(body, "apps").flatMap((slug) => world.apps.get(slug) ?? []),
  };
}

function actorShapes(request: RepositoryRequest, actors: Actors): Shape {
  const { world } = request.github;
  return {
    users: actors.users.map((account) => simpleUser(world, account)),
    teams: actors.teams.map((team) => teamShape(world, team)),
    apps: actors.apps.map((app) => appShape(world, app)),
  };
}

function checksOf(body: Body | undefined): Protection["statusChecks"] {
  if (!body) return undefined;
  const named = objects(body, "checks").map((check) => {
    const app = optionalNumber(check, "app_id");
    // -1 says: any App.
    return { context: optionalText(check, "context") ?? "", appId: app === undefined || app === -1 ? null : app };
  });
  const contexts = textList(body, "contexts").filter((context) => !named.some((check) => check.context === context));
  return {
    strict: flag(body, "strict"),
    checks: [...named, ...contexts.map((context) => ({ context, appId: null }))],
  };
}

function reviewsOf(request: RepositoryRequest, body: Body | undefined): Protection["reviews"] {
  if (!body) return undefined;
  return {
    count: optionalNumber(body, "required_approving_review_count") ?? 1,
    codeOwners: flag(body, "require_code_owner_reviews"),
    dismissStale: flag(body, "dismiss_stale_reviews"),
    lastPush: flag(body, "require_last_push_approval"),
    bypass: actorsOf(request, optionalObject(body, "bypass_pull_request_allowances") ?? {}),
  };
}

function shape(request: RepositoryRequest, protection: Protection): Shape {
  const self = url(request);
  const { statusChecks, reviews, restrictions } = protection;
  return {
    url: self,
    ...(statusChecks
      ? {
          required_status_checks: {
            url: `${self}/required_status_checks`,
            strict: statusChecks.strict,
            contexts: statusChecks.checks.map((check) => check.context),
            contexts_url: `${self}/required_status_checks/contexts`,
            checks: statusChecks.checks.map((check) => ({ context: check.context, app_id: check.appId })),
          },
        }
      : {}),
    ...(reviews ? { required_pull_request_reviews: reviewShape(request, reviews) } : {}),
    ...(restrictions
      ? {
          restrictions: {
            url: `${self}/restrictions`,
            users_url: `${self}/restrictions/users`,
            teams_url: `${self}/restrictions/teams`,
            apps_url: `${self}/restrictions/apps`,
            ...actorShapes(request, restrictions),
          },
        }
      : {}),
    required_signatures: { url: `${self}/required_signatures`, enabled: false },
    enforce_admins: { url: `${self}/enforce_admins`, enabled: protection.enforceAdmins },
    required_linear_history: { enabled: protection.linearHistory },
    allow_force_pushes: { enabled: protection.allowForcePushes },
    allow_deletions: { enabled: protection.allowDeletions },
    block_creations: { enabled: false },
    required_conversation_resolution: { enabled: false },
    lock_branch: { enabled: false },
    allow_fork_syncing: { enabled: false },
  };
}

function reviewShape(request: RepositoryRequest, reviews: NonNullable<Protection["reviews"]>): Shape {
  const { bypass } = reviews;
  const bypassed = bypass.users.length + bypass.teams.length + bypass.apps.length > 0;
  return {
    url: `${url(request)}/required_pull_request_reviews`,
    dismiss_stale_reviews: reviews.dismissStale,
    require_code_owner_reviews: reviews.codeOwners,
    require_last_push_approval: reviews.lastPush,
    required_approving_review_count: reviews.count,
    ...(bypassed ? { bypass_pull_request_allowances: actorShapes(request, bypass) } : {}),
  };
}

function branchOf(request: RepositoryRequest): string {
  const branch = param(request, "branch");
  if (request.repository.git.ref(`refs/heads/${branch}`) === undefined) throw notFound("Branch not found");
  return branch;
}

function protectionOf(request: RepositoryRequest): Protection {
  const protection = request.repository.protections.get(branchOf(request));
  if (!protection) throw notFound("Branch not protected");
  return protection;
}

function put(request: RepositoryRequest): Answer {
  const { body } = request;
  const branch = branchOf(request);
  for (const field of ["required_status_checks", "enforce_admins", "required_pull_request_reviews", "restrictions"]) {
    if (!(field in body)) throw unsupplied(field);
    const value = body[field];
    if (value !== null && field !== "enforce_admins" && !isObject(value))
      throw problem(422, `Invalid request.\n\nFor 'properties/${field}', ${JSON.stringify(value)} is not an object.`);
  }
  const restrictions = optionalObject(body, "restrictions");
  const protection: Protection = {
    statusChecks: checksOf(optionalObject(body, "required_status_checks")),
    reviews: reviewsOf(request, optionalObject(body, "required_pull_request_reviews")),
    enforceAdmins: flag(body, "enforce_admins"),
    restrictions: restrictions && actorsOf(request, restrictions),
    allowForcePushes: flag(body, "allow_force_pushes"),
    allowDeletions: flag(body, "allow_deletions"),
    linearHistory: flag(body, "required_linear_history"),
  };
  request.repository.protections.set(branch, protection);
  return ok(shape(request, protection));
}

function remove(request: RepositoryRequest): Answer {
  protectionOf(request);
  request.repository.protections.delete(param(request, "branch"));
  return noContent();
}

const PROTECTION = "/repos/{owner}/{repo}/branches/{branch}/protection";

export const protectionRoutes: readonly Route[] = [
  repositoryRoute(
    `GET ${PROTECTION}`,
    "administration:read",
    (request) => ok(shape(request, protectionOf(request))),
    "admin",
  ),
  repositoryRoute(`PUT ${PROTECTION}`, "administration:write", put, "admin"),
  repositoryRoute(`DELETE ${PROTECTION}`, "administration:write", remove, "admin"),
];

import { notFound, problem } from "../http/problem.js";
import { noContent, ok, page, param, type RestRequest, type Route, route } from "../http/route.js";
import { api } from "../shapes/common.js";
import { fullOrganization, fullTeam, simpleOrganization, teamShape } from "../shapes/organization.js";
import { privateUser, publicUser, simpleUser } from "../shapes/user.js";
import { hasPermission } from "../world/access.js";
import type { Organization, Team } from "../world/nouns.js";
import { findAccount, findOrganization, findTeam, membersOf } from "../world/world.js";

/** People, organisations and teams. */

function organizationOf(request: RestRequest): Organization {
  const organization = findOrganization(request.github.world, param(request, "org"));
  if (!organization) throw notFound();
  return organization;
}

/** Teams are shown to the organisation's members, and to Apps that may read members. */
function insideOrganization(request: RestRequest): Organization {
  const organization = organizationOf(request);
  const { actor } = request;
  if (actor.kind === "installation" && actor.installation.account === organization.account) {
    if (hasPermission(actor.permissions, "members", "read")) return organization;
    throw problem(403, "Resource not accessible by integration");
  }
  if (actor.kind === "user" && organization.members.has(actor.account)) return organization;
  throw notFound();
}

function teamOf(request: RestRequest): Team {
  const organization = insideOrganization(request);
  const team = findTeam(request.github.world, organization.account.login, param(request, "team_slug"));
  if (!team) throw notFound();
  return team;
}

function showMyself(request: RestRequest) {
  const { actor, github } = request;
  if (actor.kind === "installation") throw problem(403, "Resource not accessible by integration");
  if (actor.kind !== "user") throw problem(401, "Requires authentication");
  return ok(privateUser(github.world, actor.account));
}

function showUser(request: RestRequest) {
  const account = findAccount(request.github.world, param(request, "username"));
  if (!account) throw notFound();
  return ok(publicUser(request.github.world, account));
}

function showUserById(request: RestRequest) {
  const id = Number(param(request, "account_id"));
  const account = [...request.github.world.accounts.values()].find((each) => each.id === id);
  if (!account) throw notFound();
  return ok(publicUser(request.github.world, account));
}

function showMembership(request: RestRequest) {
  const { world } = request.github;
  const organization = insideOrganization(request);
  const account = findAccount(world, param(request, "username"));
  if (!account || !organization.members.has(account)) throw notFound();
  return ok({
    url: api(world, `/orgs/${organization.account.login}/memberships/${account.login}`),
    state: "active",
    role: organization.owners.has(account) ? "admin" : "member",
    organization_url: api(world, `/orgs/${organization.account.login}`),
    organization: simpleOrganization(world, organization.account),
    user: simpleUser(world, account),
  });
}

function showTeamMembership(request: RestRequest) {
  const { world } = request.github;
  const team = teamOf(request);
  const account = findAccount(world, param(request, "username"));
  if (!account || !membersOf(world, team).has(account)) throw notFound();
  const { url } = teamShape(world, team);
  const role = team.organization.owners.has(account) ? "maintainer" : "member";
  return ok({ url: `${String(url)}/memberships/${account.login}`, role, state: "active" });
}

function checkOrganizationMember(request: RestRequest) {
  const account = findAccount(request.github.world, param(request, "username"));
  if (!account || !organizationOf(request).members.has(account)) throw notFound();
  return noContent();
}

export const userRoutes: readonly Route[] = [
  route("GET /user", showMyself),
  route("GET /users/{username}", showUser),
  route("GET /user/{account_id}", showUserById),
  route("GET /orgs/{org}", (request) => ok(fullOrganization(request.github.world, organizationOf(request)))),
  route("GET /orgs/{org}/members", (request) => {
    const members = [...organizationOf(request).members];
    return page(
      request,
      members.map((account) => simpleUser(request.github.world, account)),
    );
  }),
  route("GET /orgs/{org}/members/{username}", checkOrganizationMember),
  route("GET /orgs/{org}/memberships/{username}", showMembership),
  route("GET /orgs/{org}/teams", (request) => {
    const organization = insideOrganization(request);
    const teams = request.github.world.teams.filter((team) => team.organization === organization);
    return page(
      request,
      teams.map((team) => teamShape(request.github.world, team)),
    );
  }),
  route("GET /orgs/{org}/teams/{team_slug}", (request) => ok(fullTeam(request.github.world, teamOf(request)))),
  route("GET /orgs/{org}/teams/{team_slug}/members", (request) => {
    const { world } = request.github;
    return page(
      request,
      [...membersOf(world, teamOf(request))].map((account) => simpleUser(world, account)),
    );
  }),
  route("GET /orgs/{org}/teams/{team_slug}/memberships/{username}", showTeamMembership),
];

import type { Account, Organization, Team } from "../world/nouns.js";
import { membersOf, type World } from "../world/world.js";
import { api, nodeId, type Shape, timestamp } from "./common.js";

export function simpleOrganization(world: World, account: Account): Shape {
  const url = api(world, `/orgs/${account.login}`);
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId("O", account.id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${world.url}/avatars/u/${account.id}`,
    description: null,
  };
}

export function fullOrganization(world: World, organization: Organization): Shape {
  const { account } = organization;
  const owned = [...world.repositories.values()].filter((repository) => repository.owner === account);
  return {
    ...simpleOrganization(world, account),
    name: account.name ?? account.login,
    has_organization_projects: true,
    has_repository_projects: true,
    public_repos: owned.filter((repository) => !repository.private).length,
    public_gists: 0,
    followers: 0,
    following: 0,
    html_url: `${world.url}/${account.login}`,
    type: "Organization",
    created_at: timestamp(account.createdAt),
    updated_at: timestamp(account.createdAt),
    archived_at: null,
  };
}

export function simpleTeam(world: World, team: Team): Shape {
  const { account } = team.organization;
  const url = api(world, `/organizations/${account.id}/team/${team.id}`);
  return {
    id: team.id,
    node_id: nodeId("T", team.id),
    name: team.slug,
    slug: team.slug,
    description: null,
    privacy: team.secret ? "secret" : "closed",
    notification_setting: "notifications_enabled",
    permission: "pull",
    url,
    html_url: `${world.url}/orgs/${account.login}/teams/${team.slug}`,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    type: "organization",
    organization_id: account.id,
  };
}

export function teamShape(world: World, team: Team): Shape {
  return { ...simpleTeam(world, team), parent: team.parent ? simpleTeam(world, team.parent) : null };
}

/** Webhook payloads know less of a team than the API does; of the one that is asked for review, less again. */
export function webhookTeam(world: World, team: Team): Shape {
  const brief = (each: Team): Shape => {
    const { organization_id: _organization, ...rest } = simpleTeam(world, each);
    return rest;
  };
  return { ...brief(team), parent: team.parent ? brief(team.parent) : null };
}

export function fullTeam(world: World, team: Team): Shape {
  return {
    ...teamShape(world, team),
    members_count: membersOf(world, team).size,
    repos_count: [...world.repositories.values()].filter((repository) => repository.teams.has(team)).length,
    created_at: timestamp(team.createdAt),
    updated_at: timestamp(team.createdAt),
    organization: fullOrganization(world, team.organization),
  };
}

import { type Account, type Actor, type Level, type Repository, ROLES, type Role } from "./nouns.js";
import { findOrganization, membersOf, type World } from "./world.js";

/** The role that an account has on a repository: the highest that any of its ways in gives. */
export function roleOf(world: World, repository: Repository, account: Account): Role | undefined {
  const organization = findOrganization(world, repository.owner.login);
  if (account === repository.owner || organization?.owners.has(account)) return "admin";
  const roles: Role[] = repository.private ? [] : ["read"];
  const direct = repository.collaborators.get(account);
  if (direct) roles.push(direct);
  // The base permission of a new organisation: its members can read.
  if (organization?.members.has(account)) roles.push("read");
  for (const [team, role] of repository.teams) {
    if (membersOf(world, team).has(account)) roles.push(role);
  }
  return roles.sort((a, b) => ROLES.indexOf(b) - ROLES.indexOf(a))[0];
}

export function hasRole(world: World, repository: Repository, account: Account, wanted: Role): boolean {
  const role = roleOf(world, repository, account);
  return role !== undefined && ROLES.indexOf(role) >= ROLES.indexOf(wanted);
}

export function hasPermission(permissions: Readonly<Record<string, Level>>, name: string, level: Level): boolean {
  const given = name === "metadata" ? (permissions[name] ?? "read") : permissions[name];
  return given === "write" || given === level;
}

export function canSee(world: World, repository: Repository, actor: Actor): boolean {
  if (actor.kind === "installation") return !repository.private || actor.repositories.has(repository);
  if (!repository.private) return true;
  return actor.kind === "user" && roleOf(world, repository, actor.account) !== undefined;
}

/** Whether the actor may write content: push, merge, resolve. */
export function canWrite(world: World, repository: Repository, actor: Actor): boolean {
  if (actor.kind === "installation")
    return actor.repositories.has(repository) && hasPermission(actor.permissions, "contents", "write");
  return actor.kind === "user" && hasRole(world, repository, actor.account, "write");
}

export function isAdmin(world: World, repository: Repository, actor: Actor): boolean {
  return actor.kind === "user" && hasRole(world, repository, actor.account, "admin");
}

export function associationOf(world: World, repository: Repository, account: Account): string {
  const organization = findOrganization(world, repository.owner.login);
  if (account === repository.owner) return "OWNER";
  if (organization?.members.has(account)) return "MEMBER";
  if (repository.collaborators.has(account)) return "COLLABORATOR";
  for (const issue of repository.issues.values()) {
    if (issue.pull?.merged && issue.author.account === account) return "CONTRIBUTOR";
  }
  return "NONE";
}

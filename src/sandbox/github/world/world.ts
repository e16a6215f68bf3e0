import type { SandboxClock } from "../../clock.js";
import type { Account, App, Installation, Level, Organization, Repository, Team } from "./nouns.js";

/** Everything that exists on this GitHub. Names are compared without case, as there. */
export interface World {
  readonly clock: SandboxClock;
  /** Where this GitHub answers; shapes build their links from it. */
  readonly url: string;
  readonly accounts: Map<string, Account>;
  readonly organizations: Map<string, Organization>;
  readonly teams: Team[];
  readonly apps: Map<string, App>;
  readonly installations: Map<number, Installation>;
  readonly repositories: Map<string, Repository>;
  /** Personal access tokens. */
  readonly personalTokens: Map<string, Account>;
  readonly installationTokens: Map<string, InstallationToken>;
  /** A new id: one sequence for all kinds, so that ids of different kinds are never mistaken for each other. */
  nextId(): number;
}

export interface InstallationToken {
  readonly installation: Installation;
  readonly permissions: Readonly<Record<string, Level>>;
  readonly repositories: ReadonlySet<Repository>;
  /** Wall time, epoch milliseconds. */
  readonly expiresAt: number;
}

export function createWorld(options: { readonly clock: SandboxClock; readonly url: string }): World {
  let id = 1000;
  return {
    clock: options.clock,
    url: options.url,
    accounts: new Map(),
    organizations: new Map(),
    teams: [],
    apps: new Map(),
    installations: new Map(),
    repositories: new Map(),
    personalTokens: new Map(),
    installationTokens: new Map(),
    nextId() {
      id += 1;
      return id;
    },
  };
}

export function findAccount(world: World, login: string): Account | undefined {
  return world.accounts.get(login.toLowerCase());
}

export function findOrganization(world: World, login: string): Organization | undefined {
  return world.organizations.get(login.toLowerCase());
}

export function findTeam(world: World, organization: string, slug: string): Team | undefined {
  return world.teams.find(
    (team) =>
      team.organization.account.login.toLowerCase() === organization.toLowerCase() && team.slug === slug.toLowerCase(),
  );
}

export function findRepository(world: World, owner: string, name: string): Repository | undefined {
  return world.repositories.get(`${owner}/${name}`.toLowerCase());
}

export function fullName(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`;
}

/** The people of a team; those of its child teams are people of it too. */
export function membersOf(world: World, team: Team): Set<Account> {
  const members = new Set(team.members);
  for (const child of world.teams) {
    if (child.parent === team) for (const member of membersOf(world, child)) members.add(member);
  }
  return members;
}

/** Who wrote a commit with this address, if GitHub can tell. */
export function accountOfEmail(world: World, email: string): Account | undefined {
  const wanted = email.toLowerCase();
  const anonymous = /^(?:(\d+)\+)?([^@+]+)@users\.noreply\.github\.com$/.exec(wanted);
  if (anonymous?.[2] !== undefined) {
    const account = findAccount(world, anonymous[2]);
    return account && (anonymous[1] === undefined || Number(anonymous[1]) === account.id) ? account : undefined;
  }
  for (const account of world.accounts.values()) {
    if (account.email?.toLowerCase() === wanted) return account;
  }
  return undefined;
}

/** The address that GitHub signs an account's web commits with. */
export function commitEmail(account: Account): string {
  return account.type === "User" && account.email !== null
    ? account.email
    : `${account.id}+${account.login}@users.noreply.github.com`;
}

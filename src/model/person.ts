import type { GitHubTeam } from "./code-owners.js";
import type { Instant } from "./instant.js";

/** Somebody listed in `people.yaml`. */
export interface Person {
  /** The GitHub login as `people.yaml` spells it; compared without case. */
  readonly login: string;
  /** The number of the GitHub account: a released login can be claimed by a stranger. */
  readonly id: number;
  readonly name: string;
  readonly email?: string;
  /** How the person is named in a system, where its `identity` does not say. */
  readonly ids: Readonly<Record<string, string>>;
}

/** Who is who. Keys of `people` are logins in lower case; members of teams are logins as `people` spells them. */
export interface People {
  readonly people: ReadonlyMap<string, Person>;
  readonly teams: ReadonlyMap<string, readonly string[]>;
  /** Teams whose members are whoever is in the team on GitHub, by their name here. */
  readonly liveTeams: ReadonlyMap<string, GitHubTeam>;
  readonly delegations: readonly Delegation[];
}

/** Who speaks for whom: an approval of `to` is one of `from`, if it is given in `[since, until)`. Logins as `people` spells them. */
export interface Delegation {
  readonly from: string;
  readonly to: string;
  /** Globs over `<system>/<role>`; `*` stays within a name. */
  readonly what: readonly string[];
  readonly since?: Instant;
  readonly until: Instant;
  readonly why: string;
}

export function personOf(people: People, login: string): Person | undefined {
  return people.people.get(login.toLowerCase());
}

export function sameLogin(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

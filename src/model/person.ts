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
}

export function personOf(people: People, login: string): Person | undefined {
  return people.people.get(login.toLowerCase());
}

export function sameLogin(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

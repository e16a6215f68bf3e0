import type { People, Person } from "../../model/person.js";
import { identityOf, type System } from "../../model/system.js";

/** Neither people nor systems change once they are read: everyone is named in a system once. */
const NAMED = new WeakMap<People, Map<System, ReadonlyMap<string, readonly Person[]>>>();

/**
 * Somebody else whom the system calls by the same name, in whatever case: what it gives to the one the other could use,
 * and approve for themselves.
 */
export function namesakeOf(person: Person, system: System, people: People): Person | undefined {
  const identity = identityOf(system, person);
  if (identity === undefined) return undefined;
  return namedIn(system, people)
    .get(identity.toLowerCase())
    ?.find(({ login }) => login !== person.login);
}

function namedIn(system: System, people: People): ReadonlyMap<string, readonly Person[]> {
  const systems = NAMED.get(people) ?? new Map<System, ReadonlyMap<string, readonly Person[]>>();
  NAMED.set(people, systems);
  const known = systems.get(system);
  if (known !== undefined) return known;
  const named = new Map<string, Person[]>();
  for (const person of people.people.values()) {
    const name = identityOf(system, person)?.toLowerCase();
    if (name === undefined) continue;
    const others = named.get(name);
    if (others === undefined) named.set(name, [person]);
    else others.push(person);
  }
  systems.set(system, named);
  return named;
}

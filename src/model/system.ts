import type { Person } from "./person.js";
import { roleOf, type What } from "./what.js";

/** A place where access is held, and the roles that can be asked for in it. */
export interface System {
  readonly name: string;
  readonly kind: string;
  readonly about: string;
  /** How a person is named here: a template of `{login}`, `{email}` and `{name}`. */
  readonly identity: string;
  /** What the kind's own schema allows beside `kind`, `about`, `identity` and `roles`; checked by that schema. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly roles: ReadonlyMap<string, Role>;
}

export interface Role {
  readonly name: string;
  readonly about: string;
  /** What the kind's own schema allows in a role beside `about`; checked by that schema. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** How the system names the person; undefined where the template needs an email that the person has not. */
export function identityOf(system: System, person: Person): string | undefined {
  const own = Object.hasOwn(person.ids, system.name) ? person.ids[system.name] : undefined;
  if (own !== undefined) return own;
  if (system.identity.includes("{email}") && person.email === undefined) return undefined;
  return system.identity
    .replaceAll("{login}", () => person.login)
    .replaceAll("{email}", () => person.email ?? "")
    .replaceAll("{name}", () => person.name);
}

/** How it would name somebody of whom everything is called `own`. */
export function anyIdentity({ identity }: System, own: string): string {
  return identity.replaceAll(/\{\w+\}/g, own);
}

export function roleIn(systems: ReadonlyMap<string, System>, what: What): Role | undefined {
  return systems.get(what.slice(0, what.indexOf("/")))?.roles.get(roleOf(what));
}

import { type Finding, finding } from "../../model/finding.js";
import { type People, personOf } from "../../model/person.js";
import type { Approver } from "../../model/policy.js";
import type { System } from "../../model/system.js";
import { roleOf, systemOf, type What } from "../../model/what.js";
import { isGlob, matchesWhat } from "./globs.js";
import type { PeopleRead } from "./people.js";
import type { PolicyRead } from "./policy.js";
import { suggester, suggestionOf } from "./suggest.js";
import { keyAt, pointerTo, valueAt, type YamlFile } from "./yaml-file.js";

type Systems = ReadonlyMap<string, System>;
type Place = Parameters<typeof finding>[1];

/** A person who is not listed. */
export function personFindings(people: People, login: string, place: Place): readonly Finding[] {
  if (personOf(people, login)) return [];
  const known = [...people.people.values()].map((person) => person.login);
  return [finding("unknown-person", place, { login, ...suggestionOf(login, known) })];
}

/** A role that no system has. */
export function roleFindings(
  systems: Systems,
  what: What,
  place: Place,
  severity: "error" | "warning",
): readonly Finding[] {
  const name = systemOf(what);
  const role = roleOf(what);
  const system = systems.get(name);
  if (!system) {
    return [finding("unknown-system", place, { system: name, ...suggestionOf(name, systems.keys()) }, severity)];
  }
  if (system.roles.has(role)) return [];
  const known = [...system.roles.keys()];
  return [finding("unknown-role", place, { system: name, role, known, ...suggestionOf(role, known) }, severity)];
}

/** Whom a policy names. An unknown name allows nothing, but whoever wrote it meant somebody. */
export function policyPeopleFindings({ policy, file }: PolicyRead, people: People): readonly Finding[] {
  const named: readonly (readonly [string, Approver])[] = [
    ...policy.who.map((subject, index) => [`/who/${index}`, subject] as const),
    ...(policy.emergency?.who ?? []).map((subject, index) => [`/emergency/who/${index}`, subject] as const),
    ...policy.approve.flatMap(({ by }, clause) =>
      by.map((approver, index) => [`/approve/${clause}/by/${index}`, approver] as const),
    ),
  ];
  const suggestPerson = suggester([...people.people.values()].map(({ login }) => login));
  const suggestTeam = suggester([...people.teams.keys(), ...people.liveTeams.keys()]);
  return named.flatMap(([pointer, approver]) => {
    const place = { path: file.path, at: valueAt(file, pointer) };
    switch (approver.kind) {
      case "codeowners":
        return [];
      case "user":
        if (personOf(people, approver.login)) return [];
        return [finding("unknown-person", place, { login: approver.login, ...suggestPerson(approver.login) })];
      case "team": {
        const team = approver.name;
        if (people.teams.has(team) || people.liveTeams.has(team)) return [];
        return [finding("unknown-team", place, { team, ...suggestTeam(team) })];
      }
      default:
        return approver satisfies never;
    }
  });
}

/** What a policy is about that is not there, or not yet: it allows nothing, so that this is a warning. */
export function policyRoleFindings({ policy, file }: PolicyRead, systems: Systems): readonly Finding[] {
  return globFindings(policy.what, file, "/what", systems);
}

function globFindings(globs: readonly string[], file: YamlFile, pointer: string, systems: Systems): readonly Finding[] {
  const whats = [...systems.values()].flatMap((system) =>
    [...system.roles.keys()].map((role) => `${system.name}/${role}`),
  );
  return globs.flatMap((glob, index) => {
    const place = { path: file.path, at: valueAt(file, `${pointer}/${index}`) };
    if (whats.some((what) => matchesWhat(glob, what))) return [];
    if (!isGlob(glob)) return roleFindings(systems, glob as What, place, "warning");
    return [finding("matches-nothing", place, { pattern: glob }, "warning")];
  });
}

/** What a delegation is for. One that names no role lets nobody approve anything, though whoever wrote it meant something. */
export function delegationRoleFindings({ people, file }: PeopleRead, systems: Systems): readonly Finding[] {
  return people.delegations.flatMap(({ what }, index) =>
    globFindings(what, file, `/delegations/${index}/what`, systems),
  );
}

/** A person's name in a system that is not there: somebody may have misspelt the system. */
export function peopleSystemFindings({ people, file }: PeopleRead, systems: Systems): readonly Finding[] {
  const suggest = suggester([...systems.keys()]);
  return [...people.people.values()].flatMap((person) =>
    Object.keys(person.ids)
      .filter((system) => !systems.has(system))
      .map((system) => {
        const pointer = pointerTo(`${pointerTo("/people", person.login)}/ids`, system);
        const place = { path: file.path, at: keyAt(file, pointer) };
        return finding("unknown-system", place, { system, ...suggest(system) }, "warning");
      }),
  );
}

import type { PeopleFile } from "../../generated/people.js";
import { validatePeople } from "../../generated/validate.js";
import type { GitHubTeam } from "../../model/code-owners.js";
import { type Finding, type FindingArguments, finding } from "../../model/finding.js";
import type { People, Person } from "../../model/person.js";
import { readDelegations } from "./delegations.js";
import { suggester } from "./suggest.js";
import { failed, type Reading, type SourceFile } from "./text-file.js";
import { receivedAt, schemaFindings } from "./validate.js";
import { keyAt, pointerTo, readYaml, valueAt, type YamlFile } from "./yaml-file.js";

export const NOBODY: People = { people: new Map(), teams: new Map(), liveTeams: new Map(), delegations: [] };

export interface PeopleRead {
  readonly people: People;
  readonly file: YamlFile;
}

export function readPeople(source: SourceFile): Reading<PeopleRead> {
  const { value: file, findings } = readYaml(source);
  if (file === undefined) return failed(...findings);
  const problems = validatePeople(file.value);
  if (problems.length > 0) return failed(...schemaFindings(file, problems));
  return peopleOf(file, file.value as PeopleFile);
}

function peopleOf(file: YamlFile, content: PeopleFile): Reading<PeopleRead> {
  const findings: Finding[] = [];
  const people = new Map<string, Person>();
  const seen = new Map<string, string>();

  /** One account, one address, one login: who two entries are, nobody can tell. */
  function once(login: string, field: FindingArguments["duplicate-person"]["field"], value: string, pointer: string) {
    const key = `${field} ${value.toLowerCase()}`;
    const other = seen.get(key);
    seen.set(key, other ?? login);
    if (other === undefined) return;
    const at = field === "login" ? keyAt(file, pointer) : valueAt(file, pointerTo(pointer, field));
    findings.push(finding("duplicate-person", { path: file.path, at }, { login, other, field }));
  }

  for (const [login, { name, id, email, ids }] of Object.entries(content.people)) {
    const pointer = pointerTo("/people", login);
    once(login, "login", login, pointer);
    once(login, "id", String(id), pointer);
    findings.push(...numberFindings(file, pointerTo(pointer, "id")));
    if (email !== undefined) once(login, "email", email, pointer);
    people.set(login.toLowerCase(), { login, name, id, ...(email === undefined ? {} : { email }), ids: { ...ids } });
  }

  const suggest = suggester([...people.values()].map(({ login }) => login));

  function membersOf(members: readonly string[], pointer: string): readonly string[] {
    const logins = new Set<string>();
    for (const [index, member] of members.entries()) {
      const person = people.get(member.toLowerCase());
      if (person) logins.add(person.login);
      else {
        const at = valueAt(file, `${pointer}/${index}`);
        findings.push(finding("unknown-person", { path: file.path, at }, { login: member, ...suggest(member) }));
      }
    }
    return [...logins];
  }

  const teams = new Map<string, readonly string[]>();
  const liveTeams = new Map<string, GitHubTeam>();
  for (const [team, members] of Object.entries(content.teams ?? {})) {
    if (typeof members === "string") liveTeams.set(team, gitHubTeam(members));
    else teams.set(team, membersOf(members, pointerTo("/teams", team)));
  }
  const { delegations, findings: wrong } = readDelegations(file, people, content.delegations ?? []);
  return { value: { people: { people, teams, liveTeams, delegations }, file }, findings: [...findings, ...wrong] };
}

/** Of `github:<organization>/<team>`, as the schema demands. */
function gitHubTeam(text: string): GitHubTeam {
  const [organization = "", slug = ""] = text.slice(text.indexOf(":") + 1).split("/");
  return { organization, slug };
}

/** YAML rounds what is written with a point, and counts `0o17` in eights: a person's number is its digits. */
function numberFindings(file: YamlFile, pointer: string): readonly Finding[] {
  const received = receivedAt(file, pointer);
  if (/^[1-9]\d*$/.test(received)) return [];
  const args = { key: "id", expected: "the digits of the GitHub account's number", example: "90000001", received };
  return [finding("wrong-value", { path: file.path, at: valueAt(file, pointer) }, args)];
}

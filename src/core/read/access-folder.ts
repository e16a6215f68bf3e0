import type { Access } from "../../model/access.js";
import type { OwnerRule } from "../../model/code-owners.js";
import { type Finding, finding, isError } from "../../model/finding.js";
import { DEFAULT_SETTINGS, type Settings } from "../../model/settings.js";
import type { System } from "../../model/system.js";
import { CODE_OWNERS_PATHS, readCodeOwners } from "./code-owners.js";
import { accessPathOf, PEOPLE_PATH, pathFindings } from "./paths.js";
import { NOBODY, type PeopleRead, readPeople } from "./people.js";
import { type PolicyRead, readPolicy } from "./policy.js";
import {
  delegationRoleFindings,
  peopleSystemFindings,
  policyPeopleFindings,
  policyRoleFindings,
} from "./references.js";
import { readSettings } from "./settings.js";
import { type KindSchemas, readSystem } from "./system.js";
import type { SourceFile } from "./text-file.js";

export interface AccessFile extends SourceFile {
  readonly blob: string;
}

/** Everything but the requests, of one commit. What cannot be read is left out, and is an error among the findings. */
export function readAccess(commit: string, files: readonly AccessFile[], kinds: KindSchemas): Access {
  const findings: Finding[] = [...pathFindings(files.map(({ path }) => path))];
  const systems = new Map<string, System>();
  const policies: PolicyRead[] = [];
  let people: PeopleRead | undefined;
  let settings: Settings | undefined;

  for (const file of files) {
    const place = accessPathOf(file.path);
    switch (place.kind) {
      case "people": {
        const read = readPeople(file);
        findings.push(...read.findings);
        people = read.value;
        break;
      }
      case "settings": {
        const read = readSettings(file);
        findings.push(...read.findings);
        settings = read.value;
        break;
      }
      case "system": {
        const read = readSystem(place.name, file, kinds);
        findings.push(...read.findings);
        if (read.value) systems.set(place.name, read.value);
        break;
      }
      case "policy": {
        const read = readPolicy(place.name, file);
        findings.push(...read.findings);
        if (read.value) policies.push(read.value);
        break;
      }
      case "policy-test":
      case "code-owners":
      case "request":
      case "readme":
      case "unknown":
      case "outside":
        break;
      default:
        place satisfies never;
    }
  }
  if (!files.some(({ path }) => path === PEOPLE_PATH)) {
    findings.push(finding("missing-file", { path: PEOPLE_PATH }, { path: PEOPLE_PATH }));
  }
  const owners = ownersIn(files);
  const readable = !findings.some(isError);
  return {
    commit,
    people: people?.people ?? NOBODY,
    systems,
    policies: policies.map(({ policy }) => policy),
    owners: owners.rules,
    settings: settings ?? DEFAULT_SETTINGS,
    findings: [
      ...findings,
      ...owners.findings,
      // Names are looked up only where all that they could mean was read: one mistake is one finding.
      ...(readable && people ? namesIn(people, policies, systems) : []),
    ],
  };
}

/** The same where all of it is more than is read: nobody knows what stands in any of the files. */
export function unreadAccess(
  commit: string,
  files: readonly { readonly path: string }[],
  excess: { readonly bytes: number; readonly limit: number },
): Access {
  const paths = new Set([PEOPLE_PATH, ...files.map(({ path }) => path)]);
  const findings = [...paths].map((path) => finding("folder-too-large", { path }, excess));
  return { ...readAccess(commit, [], {}), findings };
}

function namesIn(
  people: PeopleRead,
  policies: readonly PolicyRead[],
  systems: ReadonlyMap<string, System>,
): readonly Finding[] {
  return [
    ...peopleSystemFindings(people, systems),
    ...delegationRoleFindings(people, systems),
    ...policies.flatMap((policy) => [
      ...policyRoleFindings(policy, systems),
      ...policyPeopleFindings(policy, people.people),
    ]),
  ];
}

/** Nobody owns anything where there is no such file: that is for the policies that ask for owners to deny. */
function ownersIn(files: readonly AccessFile[]): {
  readonly rules: readonly OwnerRule[];
  readonly findings: readonly Finding[];
} {
  const [file] = CODE_OWNERS_PATHS.flatMap((path) => files.filter((one) => one.path === path));
  if (!file) return { rules: [], findings: [] };
  const { value, findings } = readCodeOwners(file);
  return { rules: value ?? [], findings };
}

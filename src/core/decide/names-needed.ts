import type { Access } from "../../model/access.js";
import { formatOwner, type GitHubTeam, type Owner, teamKey } from "../../model/code-owners.js";
import type { Approver } from "../../model/policy.js";
import type { What } from "../../model/what.js";
import { ownersOf } from "../read/code-owners.js";
import { appliesTo } from "./applies-to.js";
import { mentionsTeams } from "./circumstances.js";

/** What a judgement asks of the forge about names, and nothing else is read. */
export interface NamesNeeded {
  /** The code owners of the paths, where any clause asks for them. */
  readonly owners: readonly Owner[];
  readonly teams: readonly GitHubTeam[];
}

/**
 * Whose names matter to what is asked. `always` is asked for beside what the policies on the roles say: of a removal,
 * the code owners.
 */
export function namesNeeded(
  access: Access,
  asked: { readonly paths: readonly string[]; readonly whats: readonly What[]; readonly always: readonly Approver[] },
): NamesNeeded {
  const policies = access.policies.filter((policy) => asked.whats.some((what) => appliesTo(policy, what)));
  const approvers = [...asked.always, ...policies.flatMap(({ approve }) => approve.flatMap(({ by }) => by))];
  const subjects = [...approvers, ...policies.flatMap(({ who, emergency }) => [...who, ...(emergency?.who ?? [])])];
  const expressions = policies.flatMap(({ rules, approve }) => [
    ...rules.map(({ expect }) => expect),
    ...approve.flatMap(({ when }) => when ?? []),
  ]);
  const { liveTeams } = access.people;
  const named = subjects.flatMap((subject) => (subject.kind === "team" ? (liveTeams.get(subject.name) ?? []) : []));
  const owners = approvers.some(({ kind }) => kind === "codeowners")
    ? asked.paths.flatMap((path) => ownersOf(access.owners, path) ?? [])
    : [];
  const teams = [
    ...owners.filter((owner) => owner.kind === "team"),
    ...(expressions.some(mentionsTeams) ? liveTeams.values() : named),
  ];
  return {
    owners: [...new Map(owners.map((owner) => [formatOwner(owner).toLowerCase(), owner])).values()],
    teams: [...new Map(teams.map((team) => [teamKey(team), team])).values()],
  };
}

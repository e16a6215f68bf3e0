import type { Access } from "../model/access.js";
import { formatOwner, type LiveTeams } from "../model/code-owners.js";
import type { ChangedReach, Terms } from "../model/effect.js";
import { formatApprover, type Policy } from "../model/policy.js";
import { REQUESTS } from "../model/request.js";
import { identityOf } from "../model/system.js";
import type { What } from "../model/what.js";
import { compareTexts } from "./compare-texts.js";
import { appliesTo } from "./decide/applies-to.js";
import { subjectMembers } from "./decide/members-of.js";
import { namesakeOf } from "./decide/namesake.js";
import { ownersOf } from "./read/code-owners.js";

/** Who can ask for a role at all, by logins as `people.yaml` spells them, and on which terms. */
interface Reach {
  readonly who: ReadonlySet<string>;
  readonly terms: Terms;
}

/** For which roles it becomes otherwise who can ask for them, or on which terms; in order of the roles. */
export function changedReach(before: Access, after: Access, teams: LiveTeams): readonly ChangedReach[] {
  const [was, is] = [reachOf(before, teams), reachOf(after, teams)];
  return [...new Set([...was.keys(), ...is.keys()])].toSorted(compareTexts).flatMap((what) => {
    const changed = difference(what, was.get(what), is.get(what));
    return changed === undefined ? [] : [changed];
  });
}

function difference(what: What, before: Reach | undefined, after: Reach | undefined): ChangedReach | undefined {
  const [had, has] = [before?.who ?? NOBODY, after?.who ?? NOBODY];
  const gained = [...has].filter((login) => !had.has(login)).toSorted(compareTexts);
  const lost = [...had].filter((login) => !has.has(login)).toSorted(compareTexts);
  const terms =
    before === undefined || after === undefined || had.size === 0 || has.size === 0 || sameTerms(before, after)
      ? {}
      : { terms: { before: before.terms, after: after.terms } };
  if (gained.length === 0 && lost.length === 0 && terms.terms === undefined) return undefined;
  return { what, gained, lost, closed: had.size > 0 && has.size === 0, ...terms };
}

const NOBODY: ReadonlySet<string> = new Set();

function sameTerms(one: Reach, other: Reach): boolean {
  return JSON.stringify(one.terms) === JSON.stringify(other.terms);
}

/** Roles that no policy is about are asked for by nobody, and left out. */
function reachOf(access: Access, teams: LiveTeams): ReadonlyMap<What, Reach> {
  const receivers = new Map(access.policies.map((policy) => [policy, receiversOf(policy, access, teams)]));
  const reach = new Map<What, Reach>();
  for (const system of access.systems.values()) {
    const owners = (ownersOf(access.owners, `${REQUESTS}${system.name}/2000/01/01/any.yaml`) ?? []).map(formatOwner);
    const named = [...access.people.people.values()].filter(
      (person) => identityOf(system, person) !== undefined && namesakeOf(person, system, access.people) === undefined,
    );
    for (const role of system.roles.keys()) {
      const what: What = `${system.name}/${role}`;
      const policies = access.policies.filter((policy) => appliesTo(policy, what));
      if (policies.length === 0) continue;
      const who = named.filter(({ login }) =>
        policies.every((policy) => receivers.get(policy)?.has(login.toLowerCase())),
      );
      reach.set(what, { who: new Set(who.map(({ login }) => login)), terms: termsOf(policies, owners) });
    }
  }
  return reach;
}

function receiversOf({ who }: Policy, access: Access, teams: LiveTeams): ReadonlySet<string> {
  return new Set(who.flatMap((subject) => [...subjectMembers(subject, access, teams).logins]));
}

/** In an order of its own: which file a policy stands in changes nothing. */
function termsOf(policies: readonly Policy[], owners: readonly string[]): Terms {
  const clauses = policies.flatMap(({ approve }) =>
    approve.map(({ by, ...clause }) => ({ by: by.map(formatApprover), ...clause })),
  );
  const shortest = policies.toSorted((one, other) => one.for - other.for)[0];
  if (shortest === undefined) throw new Error("terms of no policy");
  return {
    longest: shortest.for,
    approvals: distinct(clauses),
    tickets: distinct(policies.flatMap(({ ticket }) => ticket ?? [])),
    owners,
    rest: JSON.stringify(distinct(policies.map(restOf))),
  };
}

const SHOWN: ReadonlySet<string> = new Set(["name", "path", "blob", "what", "who", "for", "ticket", "approve"]);

/** What a policy says beside its place, whom and what it is about, and what is shown by itself. */
function restOf(policy: Policy): object {
  return Object.fromEntries(Object.entries(policy).filter(([key]) => !SHOWN.has(key)));
}

function distinct<Item>(items: readonly Item[]): readonly Item[] {
  const known = new Map(items.map((item) => [JSON.stringify(item), item]));
  return [...known].toSorted(([one], [other]) => compareTexts(one, other)).map(([, item]) => item);
}

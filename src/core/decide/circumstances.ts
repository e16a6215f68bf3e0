import { type People, personOf } from "../../model/person.js";
import { roleOf, systemOf } from "../../model/what.js";
import type { Circumstances } from "../expressions/environment.js";
import type { Case, PolicyContext } from "./decide-policy.js";
import { subjectMembers } from "./members-of.js";
import { asGrant } from "./row.js";

/** What an expression of a policy may know of the request that it is asked about. */
export function circumstancesOf({ request, what, row }: Case, context: PolicyContext): Circumstances {
  const { facts } = context;
  const { from, until } = asGrant(request, what, facts.at);
  return {
    request: {
      who: request.who,
      what,
      system: systemOf(what),
      role: roleOf(what),
      minutes: Math.max(0, Math.ceil((until - from) / 60_000)),
      why: request.why,
      ticket: request.ticket ?? "",
      emergency: request.emergency,
      renewal: row.grants.length > 0,
      renewals: row.grants.length,
      from,
      until,
    },
    person: somebody(request.who, context),
    author: somebody(facts.author.login, context),
    now: facts.at,
  };
}

function somebody(login: string, { access, facts }: PolicyContext): Circumstances["person"] {
  const { people } = access;
  const known = personOf(people, login)?.login ?? login;
  const live = [...people.liveTeams.keys()].filter((name) =>
    subjectMembers({ kind: "team", name }, access, facts.teams).logins.has(known.toLowerCase()),
  );
  return { login: known, teams: [...(listedTeams(people).get(known.toLowerCase()) ?? []), ...live] };
}

/** People never change once they are read: every rule of every policy asks in which teams somebody is. */
const LISTED = new WeakMap<People, ReadonlyMap<string, readonly string[]>>();

/** The teams of `people.yaml` that each person is in, by login in lower case. */
function listedTeams(people: People): ReadonlyMap<string, readonly string[]> {
  const known = LISTED.get(people);
  if (known !== undefined) return known;
  const teams = new Map<string, string[]>();
  for (const [name, members] of people.teams) {
    for (const login of new Set(members.map((member) => member.toLowerCase()))) {
      const others = teams.get(login);
      if (others === undefined) teams.set(login, [name]);
      else others.push(name);
    }
  }
  LISTED.set(people, teams);
  return teams;
}

/** Whether an expression could ask in which teams somebody is: then all of them matter. */
export function mentionsTeams(expression: string): boolean {
  return /\bteams\b/.test(expression);
}

/** Teams on GitHub, of `people.yaml`, that could not be read. */
export function unreadTeams({ access, facts }: Pick<PolicyContext, "access" | "facts">): readonly string[] {
  return [...access.people.liveTeams.keys()].flatMap(
    (name) => subjectMembers({ kind: "team", name }, access, facts.teams).unread,
  );
}

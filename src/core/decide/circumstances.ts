import type { Access } from "../../model/access.js";
import { personOf } from "../../model/person.js";
import { roleOf, systemOf } from "../../model/what.js";
import type { Circumstances } from "../expressions/environment.js";
import type { Case, PolicyContext } from "./decide-policy.js";
import { asGrant } from "./row.js";

/** What an expression of a policy may know of the request that it is asked about. */
export function circumstancesOf({ request, what, row }: Case, { access, facts }: PolicyContext): Circumstances {
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
    person: somebody(request.who, access),
    author: somebody(facts.author.login, access),
    now: facts.at,
  };
}

function somebody(login: string, { people }: Access): Circumstances["person"] {
  const known = personOf(people, login)?.login ?? login;
  const lower = known.toLowerCase();
  const isIn = (members: readonly string[]): boolean => members.some((member) => member.toLowerCase() === lower);
  return { login: known, teams: [...people.teams].flatMap(([team, members]) => (isIn(members) ? [team] : [])) };
}

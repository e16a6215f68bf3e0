import type { Access } from "../model/access.js";
import { type Decision, isOutOfReach, reasonsIn } from "../model/decision.js";
import { type Duration, parseDuration } from "../model/duration.js";
import { formatInstant } from "../model/instant.js";
import { REQUESTS, type Request } from "../model/request.js";
import type { Possibility, Question, Terms } from "../model/simulation.js";
import { systemOf, type What } from "../model/what.js";
import { decideRequests } from "./decide/decide-requests.js";
import { factsAsStated } from "./stated-facts.js";

/** As little as can be asked for: no policy's limit is shorter. */
const SHORTEST = parseDuration("1m") as Duration;

/** What judging a request that nobody has made comes to: the same judgement, on facts that are stated. */
export function simulate(access: Access, question: Question): Decision {
  const facts = factsAsStated(question, access.people);
  return decideRequests({ requests: [requestOf(question)], access, facts }).decision;
}

/** Whether somebody could have a role: for as long as is asked, or else for the longest that can be had. */
export function possibility(access: Access, who: string, what: What, terms: Terms): Possibility {
  const asking = (seconds: Duration): Question => ({ ...terms, who, what, author: terms.author ?? who, seconds });
  const seconds = terms.seconds ?? longestIn(simulate(access, asking(SHORTEST)));
  const decision = simulate(access, asking(seconds));
  const refused = deniedLeaves(decision);
  const conditions = refused.filter(({ reason }) => reason.kind === "ticket" || reason.kind === "rule");
  const obstacles = refused.filter((leaf) => !conditions.includes(leaf));
  const clauses = reasonsIn(decision).filter((reason) => reason.kind === "approve");
  const approvals = clauses.filter(({ approvals, count }) => approvals.length < count);
  const never = obstacles.length > 0 || approvals.some(isOutOfReach);
  return {
    who,
    what,
    at: terms.at,
    can: never ? "no" : conditions.length > 0 ? "if" : "yes",
    seconds,
    approvals,
    conditions,
    obstacles,
    decision,
  };
}

/** What somebody could have at all: every role of every system, in order. */
export function possibilitiesOf(access: Access, who: string, terms: Terms): readonly Possibility[] {
  return whatsIn(access).map((what) => possibility(access, who, what, terms));
}

/** Who could have a role: everyone who is listed, in order. */
export function possibilitiesOn(access: Access, what: What, terms: Terms): readonly Possibility[] {
  const logins = [...access.people.people.values()].map(({ login }) => login);
  return logins.toSorted().map((who) => possibility(access, who, what, terms));
}

function whatsIn({ systems }: Access): readonly What[] {
  return [...systems.values()]
    .flatMap(({ name, roles }) => [...roles.keys()].map((role): What => `${name}/${role}`))
    .toSorted();
}

/** Of several policies the shortest limit holds. */
function longestIn(decision: Decision): Duration {
  const limits = reasonsIn(decision).flatMap((reason) => (reason.kind === "length" ? [reason.limit] : []));
  return (limits.length === 0 ? SHORTEST : Math.min(...limits)) as Duration;
}

function deniedLeaves(decision: Decision): readonly Decision[] {
  if (decision.outcome !== "denied") return [];
  const below = decision.parts.flatMap(deniedLeaves);
  return below.length === 0 ? [decision] : below;
}

/** Where the file would lie decides who owns it. */
function requestOf({ who, what, seconds, why, ticket, emergency, at }: Question): Request {
  const day = formatInstant(at).slice(0, 10).replaceAll("-", "/");
  return {
    path: `${REQUESTS}${systemOf(what)}/${day}/${who.toLowerCase()}.yaml`,
    who,
    what: [what],
    length: { kind: "for", seconds },
    why,
    ...(ticket === undefined ? {} : { ticket }),
    emergency,
    at: {},
  };
}

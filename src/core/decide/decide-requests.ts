import type { Access } from "../../model/access.js";
import { allOf, type Decision, type Judgement } from "../../model/decision.js";
import type { Facts } from "../../model/facts.js";
import { finding, isError, type Place } from "../../model/finding.js";
import { personOf } from "../../model/person.js";
import type { Request } from "../../model/request.js";
import { identityOf } from "../../model/system.js";
import { systemOf, type What } from "../../model/what.js";
import { personFindings, roleFindings } from "../read/references.js";
import { windowFindings } from "../read/request.js";
import { policiesOn } from "./applies-to.js";
import { unattributed, voicesOn } from "./approvals.js";
import { decidePolicy, type PolicyContext } from "./decide-policy.js";
import { deny } from "./deny.js";
import { namesakeOf } from "./namesake.js";
import { placeIn, placeOfWhat } from "./place-in.js";
import { decideRenewed } from "./renewals.js";
import { askedTogether } from "./row.js";

/**
 * Judges the requests of one pull request together: it is allowed when every role of every request is. Those who would
 * receive something in it have no voice on any of it, so that two people cannot approve each other in one go.
 */
export function decideRequests(input: {
  readonly requests: readonly Request[];
  readonly access: Access;
  readonly facts: Facts;
}): Judgement {
  const { requests, access, facts } = input;
  const beneficiaries = requests.map(({ who }) => who);
  const voices = voicesOn({ people: access.people, facts, beneficiaries });
  const context = { asked: askedTogether(requests, facts.at), access, facts, voices };
  const unreadable = access.findings.filter(isError).map(deny);
  // What was read in part would deny for the wrong reasons: the errors alone are the answer.
  const parts =
    unreadable.length > 0
      ? unreadable
      : [
          ...decideAuthor(requests[0], access, facts),
          ...unattributed(facts).map(deny),
          ...requests.map((request) => decideRequest(request, context)),
        ];
  return { decision: allOf({ kind: "pull-request" }, parts), void: voices.void };
}

function decideAuthor(first: Request | undefined, access: Access, { author }: Facts): readonly Decision[] {
  const place: Place = first === undefined ? {} : placeIn(first, "/who");
  const person = personOf(access.people, author.login);
  if (person === undefined || author.bot) return [deny(finding("denied-author", place, { author: author.login }))];
  if (person.id === author.id) return [];
  return [deny(finding("denied-account", place, { login: author.login, expected: person.id, received: author.id }))];
}

function decideRequest(request: Request, context: PolicyContext): Decision {
  return allOf({ kind: "request", path: request.path, who: request.who }, [
    ...windowFindings(request, context.facts.at).map(deny),
    ...decideHolder(request, context.access),
    ...request.what.map((what, index) => decideWhat(what, index, request, context)),
  ]);
}

/** The one who would receive it is listed and can be named in each system, and nobody else is named so. */
function decideHolder(request: Request, { people, systems }: Access): readonly Decision[] {
  const place = placeIn(request, "/who");
  const person = personOf(people, request.who);
  if (person === undefined) return personFindings(people, request.who, place).map(deny);
  return [...new Set(request.what.map(systemOf))].flatMap((name) => {
    const system = systems.get(name);
    if (system === undefined) return [];
    const other = namesakeOf(person, system, people)?.login;
    if (other === undefined && identityOf(system, person) !== undefined) return [];
    const shared = other === undefined ? {} : { other };
    return [deny(finding("denied-identity", place, { who: person.login, system: name, ...shared }))];
  });
}

function decideWhat(what: What, index: number, request: Request, context: PolicyContext): Decision {
  const { systems, policies } = context.access;
  const place = placeOfWhat(request, index);
  const matching = policiesOn(policies, what);
  const parts = matching.map((policy) => decidePolicy(policy, request, what, context));
  if (matching.length === 0) parts.push(deny(finding("denied-no-policy", place, { what })));
  return allOf({ kind: "what", what }, [
    ...roleFindings(systems, what, place, "error").map(deny),
    ...decideRenewed(request, what, context),
    ...parts,
  ]);
}

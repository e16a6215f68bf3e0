import type { Access } from "../model/access.js";
import { type Decision, type Outcome, reasonsIn } from "../model/decision.js";
import type { JudgedRequests } from "../model/effect.js";
import { isError } from "../model/finding.js";
import type { Request } from "../model/request.js";
import { systemOf } from "../model/what.js";
import { appliesTo } from "./decide/applies-to.js";
import { ownersOf } from "./read/code-owners.js";

/** Whether two judgements of the same requests differ for those who wait for them: in what they come to, or in who is missing. */
export function isDecidedOtherwise(before: JudgedRequests, after: JudgedRequests): boolean {
  const [was, is] = [outcomeOf(before), outcomeOf(after)];
  if (was !== is) return true;
  return is === "waiting" && missing(before.judgement.decision) !== missing(after.judgement.decision);
}

function outcomeOf({ judgement, findings }: JudgedRequests): Outcome {
  return findings.some(isError) ? "denied" : judgement.decision.outcome;
}

/** Each clause that is not fulfilled, with those who could. */
function missing(decision: Decision): string {
  const clauses = reasonsIn(decision).filter(
    (reason) => reason.kind === "approve" && reason.approvals.length < reason.count,
  );
  return JSON.stringify([...new Set(clauses.map((clause) => JSON.stringify(clause)))].toSorted());
}

/**
 * Whether all that these requests are judged on in `access/` is the same in both: then so is what judging them comes to,
 * and nobody need be asked for the facts.
 */
export function isSameGround(requests: readonly Request[], before: Access, after: Access): boolean {
  return groundOf(requests, before) === groundOf(requests, after);
}

function groundOf(requests: readonly Request[], access: Access): string {
  const asked = requests.flatMap(({ what }) => what);
  return JSON.stringify(
    [
      access.findings.filter(isError),
      access.people,
      [...new Set(asked.map(systemOf))].map((name) => access.systems.get(name)),
      access.policies.filter((policy) => asked.some((what) => appliesTo(policy, what))),
      requests.map(({ path }) => ownersOf(access.owners, path)),
    ],
    mapsAsLists,
  );
}

function mapsAsLists(_key: string, value: unknown): unknown {
  return value instanceof Map ? [...value] : value;
}

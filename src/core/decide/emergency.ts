import type { Decision, Reason } from "../../model/decision.js";
import type { EmergencyRefusal } from "../../model/finding.js";
import { sameLogin } from "../../model/person.js";
import { formatApprover } from "../../model/policy.js";
import { actsAlone } from "./acts-alone.js";
import type { Case, PolicyContext } from "./decide-policy.js";
import { leaf } from "./deny.js";
import { subjectMembers } from "./members-of.js";
import { previousOf } from "./renewals.js";

/**
 * Whether this policy lets the glass be broken: for those whom it names, by themselves, with nobody else's hand in it,
 * as long as they have none that was not reviewed, and never to go on with what they had. Everything that refuses it
 * is said.
 */
export function decideEmergency(one: Case, context: PolicyContext): readonly Decision[] {
  const { policy, request } = one;
  const allowed = (policy.emergency?.who ?? []).map(formatApprover);
  const shared = { kind: "emergency", who: request.who, author: context.facts.author.login, allowed } as const;
  const refusals = refusalsOf(one, context);
  if (refusals.length === 0) return [leaf(true, shared)];
  return refusals.map((refusal): Decision => leaf(false, { ...shared, ...refusal } satisfies Reason));
}

interface Refusal {
  readonly refused: EmergencyRefusal;
  readonly other?: string;
}

function refusalsOf({ policy, request, row }: Case, { access, facts }: PolicyContext): readonly Refusal[] {
  const { emergency } = policy;
  const { who } = request;
  if (emergency === undefined) return [{ refused: "none" }];
  const named = emergency.who.some((subject) =>
    subjectMembers(subject, access, facts.teams).logins.has(who.toLowerCase()),
  );
  const author = sameLogin(facts.author.login, who);
  const previous = previousOf(request, row.neighbours);
  const unreviewed = facts.past.unreviewed.find((one) => sameLogin(one.who, who));
  return [
    ...(named ? [] : [{ refused: "who" } as const]),
    ...(author ? [] : [{ refused: "author" } as const]),
    ...(author && !actsAlone(access, facts) ? [{ refused: "writers" } as const] : []),
    ...(previous === undefined ? [] : [{ refused: "renewal", other: previous.request } as const]),
    ...(unreviewed === undefined ? [] : [{ refused: "unreviewed", other: unreviewed.request } as const]),
  ];
}

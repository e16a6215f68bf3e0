import type { Judgement, PolicyKind } from "./judge.js";
import type { Request } from "./statement.js";

const explicitly = {
  identity: "in an identity-based policy",
  boundary: "in a permissions boundary",
  session: "in a session policy",
  resource: "in a resource-based policy",
} as const satisfies Record<PolicyKind, string>;

const implicitly = {
  identity: "no identity-based policy",
  boundary: "no permissions boundary",
  session: "no session policy",
  resource: "no resource-based policy",
} as const satisfies Record<PolicyKind, string>;

/**
 * AWS's sentence for a denial.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function explainDenial(request: Request, judgement: Exclude<Judgement, { verdict: "allow" }>): string {
  const { principal, action, resource } = request;
  const begin = `User: ${principal.arn} is not authorized to perform: ${action} on resource: ${resource}`;
  return judgement.verdict === "explicit-deny"
    ? `${begin} with an explicit deny ${explicitly[judgement.by]}`
    : `${begin} because ${implicitly[judgement.by]} allows the ${action} action`;
}

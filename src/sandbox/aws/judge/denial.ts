import type { Judgement, PolicyKind } from "./judge.js";
import type { Request } from "./statement.js";

const explicitly = {
  identity: "in an identity-based policy",
  boundary: "in a permissions boundary",
  session: "in a session policy",
  resource: "in a resource-based policy",
  trust: "in the role trust policy",
} as const satisfies Record<PolicyKind | "trust", string>;

const implicitly = {
  identity: "no identity-based policy",
  boundary: "no permissions boundary",
  session: "no session policy",
  resource: "no resource-based policy",
  trust: "no role trust policy",
} as const satisfies Record<PolicyKind | "trust", string>;

/** What only a role's trust policy decides: AWS's sentence for them does not name the resource. */
const trustActions = new Set(["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]);

/**
 * AWS's sentence for a denial.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function explainDenial(
  request: Request,
  judgement: Exclude<Judgement, { verdict: "allow" }>,
  called: string = request.resource,
): string {
  const { principal, action } = request;
  const by = judgement.by === "resource" && trustActions.has(action) ? "trust" : judgement.by;
  const on = by === "trust" ? "" : ` on resource: ${called}`;
  const begin = `User: ${principal.arn} is not authorized to perform: ${action}${on}`;
  return judgement.verdict === "explicit-deny"
    ? `${begin} with an explicit deny ${explicitly[by]}`
    : `${begin} because ${implicitly[by]} allows the ${action} action`;
}

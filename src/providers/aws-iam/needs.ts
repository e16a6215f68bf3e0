import type { System } from "../../model/system.js";
import { type PolicyDocument, policyDocument, type Statement } from "./policy-document.js";
import { rolePath } from "./role-name.js";
import { accountOf, settingsIn } from "./settings.js";
import { partitionOf } from "./trust-policy.js";

/**
 * The least that Curfew itself must be allowed for a system: every statement of it is used, and on nothing but what is
 * ours. Listing has no resource; and of a role that does not exist AWS knows no path, so that asking whether there is one
 * must be allowed on every role.
 */
export function needsOf(system: System): PolicyDocument {
  const partition = partitionOf(system.identity.replaceAll(/\{\w+\}/g, "a")) ?? "aws";
  const roles = `arn:${partition}:iam::${accountOf(system)}:role`;
  const ours = `${roles}${rolePath(system.name)}*`;
  const policies = [...new Set(settingsIn(system).flatMap((role) => role.policies))].sort();
  const attaching: Statement = {
    Sid: "AttachWhatRolesName",
    Effect: "Allow",
    Action: "iam:AttachRolePolicy",
    Resource: ours,
    Condition: { ArnEquals: { "iam:PolicyARN": policies } },
  };
  return policyDocument([
    {
      Sid: "ListAll",
      Effect: "Allow",
      Action: ["iam:GetAccountAuthorizationDetails", "iam:GetAccountSummary"],
      Resource: "*",
    },
    { Sid: "SeeWhetherThereIsOne", Effect: "Allow", Action: "iam:GetRole", Resource: `${roles}/*` },
    {
      Sid: "MakeAndEndOurs",
      Effect: "Allow",
      Action: [
        "iam:CreateRole",
        "iam:DeleteRole",
        "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
        "iam:ListRolePolicies",
        "iam:PutRolePolicy",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
      ],
      Resource: ours,
    },
    ...(policies.length === 0 ? [] : [attaching]),
  ]);
}

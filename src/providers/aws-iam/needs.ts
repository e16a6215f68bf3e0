import type { System } from "../../model/system.js";
import type { Need } from "../../ports/provider.js";
import { groupsPath } from "./group-place.js";
import { type PolicyDocument, policyDocument, type Statement } from "./policy-document.js";
import { rolePath } from "./role-name.js";
import { accountOf, partitionIn, type RoleSettings, settingsIn, throughOf } from "./settings.js";

/** Of the role that Curfew takes on, if the system says so, and of the credentials that it has from its environment. */
export function needsOf(system: System): readonly Need[] {
  const through = throughOf(system);
  const credentials = "the credentials that Curfew runs with";
  const policy = leastPolicy(system);
  if (through === undefined) return [{ holder: credentials, policy }];
  const takeOn: Statement = { Sid: "TakeOnTheRole", Effect: "Allow", Action: "sts:AssumeRole", Resource: through };
  return [
    { holder: through, policy },
    { holder: credentials, policy: policyDocument([takeOn]) },
  ];
}

/** Listing has no resource. */
function leastPolicy(system: System): PolicyDocument {
  const settings = settingsIn(system);
  const roles = settings.filter(({ mode }) => mode === "role");
  return policyDocument([
    allow("ListAll", ["iam:GetAccountAuthorizationDetails", "iam:GetAccountSummary"], "*"),
    ...(roles.length === 0 ? [] : forRoles(system, roles)),
    ...(roles.length === settings.length ? [] : forGroups(system)),
  ]);
}

/**
 * Reading covers every role, of which listing tells as much: of a role that is not there, or is not seen yet, AWS knows no
 * path, and would refuse to say so where ours alone may be read. What changes something is for our path alone. Where every
 * role has a boundary, none can be made without one, and none can lose it: nobody can do more by these credentials than
 * the boundaries allow.
 */
function forRoles(system: System, settings: readonly RoleSettings[]): readonly Statement[] {
  const roles = `${accountArn(system)}:role`;
  const ours = `${roles}${rolePath(system.name)}*`;
  const policies = distinct(settings.flatMap((role) => role.policies));
  const boundaries = distinct(settings.flatMap(({ boundary }) => boundary ?? []));
  const bounded = settings.every(({ boundary }) => boundary !== undefined);
  const bounding = { StringEquals: { "iam:PermissionsBoundary": boundaries } };
  return [
    allow(
      "ReadRoles",
      [
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
        "iam:ListRolePolicies",
        // Nobody calls it: AWS wants it of whoever tags. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags_roles.html
        "iam:ListRoleTags",
      ],
      `${roles}/*`,
    ),
    allow(
      "ChangeAndEndOurs",
      [
        ...(bounded ? [] : ["iam:CreateRole"]),
        "iam:DeleteRole",
        // What somebody else put on a role that is to have none.
        ...(bounded ? [] : ["iam:DeleteRolePermissionsBoundary"]),
        "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy",
        "iam:PutRolePolicy",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
      ],
      ours,
    ),
    ...(boundaries.length === 0
      ? []
      : [
          allow(
            "WithinTheBoundary",
            [...(bounded ? ["iam:CreateRole"] : []), "iam:PutRolePermissionsBoundary"],
            ours,
            bounding,
          ),
        ]),
    ...(policies.length === 0
      ? []
      : [allow("AttachWhatRolesName", ["iam:AttachRolePolicy"], ours, { ArnEquals: { "iam:PolicyARN": policies } })]),
  ];
}

/** Users are read, because a group takes them by name, whoever has it; and never changed. */
function forGroups(system: System): readonly Statement[] {
  const groups = `${accountArn(system)}:group`;
  return [
    allow(
      "ReadGroups",
      ["iam:GetGroup", "iam:GetGroupPolicy", "iam:ListAttachedGroupPolicies", "iam:ListGroupPolicies"],
      `${groups}/*`,
    ),
    allow("ReadUsers", ["iam:GetUser"], `${accountArn(system)}:user/*`),
    allow(
      "ChangeAndEndOurGroups",
      [
        "iam:AddUserToGroup",
        "iam:CreateGroup",
        "iam:DeleteGroup",
        "iam:DeleteGroupPolicy",
        "iam:DetachGroupPolicy",
        "iam:PutGroupPolicy",
        "iam:RemoveUserFromGroup",
      ],
      `${groups}${groupsPath(system.name)}*`,
    ),
  ];
}

function accountArn(system: System): string {
  return `arn:${partitionIn(system)}:iam::${accountOf(system)}`;
}

function allow(
  Sid: string,
  Action: readonly string[],
  Resource: string,
  Condition?: NonNullable<Statement["Condition"]>,
): Statement {
  return { Sid, Effect: "Allow", Action, Resource, ...(Condition ? { Condition } : {}) };
}

function distinct(values: readonly string[]): readonly string[] {
  return [...new Set(values)].sort();
}

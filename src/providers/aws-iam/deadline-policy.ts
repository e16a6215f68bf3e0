import { formatInstant, type Instant, instantOf, parseInstant } from "../../model/instant.js";
import { type PolicyDocument, policyDocument, type Statement } from "./policy-document.js";

/** The name of the inline policy that ends the access. An explicit deny wins over every allow. */
export const DEADLINE = "curfew-deadline";

const ENDED = "Ended";
const OURS = "HandsOff";
const OUTLIVING = "LeaveNothing";

const READS = ["iam:Get*", "iam:List*", "iam:Simulate*", "iam:Generate*"];

/**
 * Where access is given and limited, of accounts, people and other roles: each change there, by how its name begins. To take
 * away a limit (a boundary, a service control policy, a list of revoked certificates) is to give, too.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const CHANGES = {
  iam: [
    ...["Accept", "Add", "Associate", "Attach", "Change", "Create", "Deactivate", "Delete", "Detach", "Disable"],
    ...["Enable", "Pass", "Put", "Reject", "Remove", "Reset", "Resync", "Send", "Set", "Tag", "Untag", "Update"],
    "Upload",
  ],
  identitystore: ["Add", "Create", "Delete", "Remove", "Reserve", "Update"],
  organizations: [
    ...["Accept", "Attach", "Cancel", "Close", "Create", "Decline", "Delete", "Deregister", "Detach", "Disable"],
    ...["Enable", "Invite", "Leave", "Move", "Put", "Register", "Remove", "Tag", "Terminate", "Untag", "Update"],
  ],
  rolesanywhere: ["Create", "Delete", "Disable", "Enable", "Import", "Put", "Reset", "Tag", "Untag", "Update"],
  sso: [
    ...["Add", "Associate", "Attach", "Create", "Delete", "Detach", "Disassociate", "Import", "Provision", "Put"],
    ...["Remove", "Start", "Tag", "Untag", "Update"],
  ],
} as const;

/** What hands access to anybody but this role, whose own end is sure. */
const OUTLIVES: readonly string[] = [
  ...Object.entries(CHANGES).flatMap(([service, verbs]) => verbs.map((verb) => `${service}:${verb}*`)),
  // Other roles, the root of member accounts, and tokens that carry no session of this role.
  ...["sts:Assume*", "sts:Get*Token", "sso-oauth:Create*"],
  // Services that hand out the credentials of roles of their own, or what STS takes for them: for up to a day.
  ...["cloudwatch:GetSpace?*", "cognito-identity:GetCredentials*", "cognito-identity:GetOpenIdToken*"],
  ...["datazone:Get*Credentials", "deadline:Assume*", "eks-auth:Assume*", "finspace-api:Get*Credentials"],
  ...["lakeformation:GetTemporary*", "s3:GetDataAccess", "ssm:GetAccessToken"],
  // The people of IAM Identity Center, whose passwords and second factors are told apart from nothing else.
  "sso-directory:*",
  // The address that resets the root user's password.
  "account:*PrimaryEmailUpdate",
];

/** Denies everything from `until` on, and at all times what would take that end away or outlive it. */
export function deadlinePolicy(
  until: Instant,
  options: { readonly partition: string; readonly persists: boolean },
): PolicyDocument {
  const ended: Statement = {
    Sid: ENDED,
    Effect: "Deny",
    Action: "*",
    Resource: "*",
    Condition: { DateGreaterThanEquals: { "aws:CurrentTime": formatInstant(until) } },
  };
  const ours: Statement = {
    Sid: OURS,
    Effect: "Deny",
    NotAction: READS,
    Resource: ["role", "group"].map((kind) => `arn:${options.partition}:iam::*:${kind}/curfew/*`),
  };
  const outlives: Statement = { Sid: OUTLIVING, Effect: "Deny", Action: OUTLIVES, Resource: "*" };
  return policyDocument(options.persists ? [ended, ours] : [ended, ours, outlives]);
}

/** Whether a document is a deadline that lets access be left behind: neither one that does not, nor one that denies all. */
export function letsPersist(document: unknown): boolean {
  return statementIn(document, OURS) !== undefined && statementIn(document, OUTLIVING) === undefined;
}

/** From when on a document denies everything: from ever where it does so at all times; undefined where it does not say. */
export function endIn(document: unknown): Instant | undefined {
  const ended = statementIn(document, ENDED);
  if (ended === undefined || ended.Condition === undefined) return ended && instantOf(0);
  const said = ended.Condition["DateGreaterThanEquals"]?.["aws:CurrentTime"];
  return typeof said === "string" ? parseInstant(said) : undefined;
}

function statementIn(document: unknown, name: string): Partial<Statement> | undefined {
  const { Statement: statements } = (document ?? {}) as { readonly Statement?: unknown };
  return ([statements].flat() as readonly (Partial<Statement> | undefined)[]).find((one) => one?.Sid === name);
}

/** Ends it now: what a revocation does first. */
export const DENY_ALL: PolicyDocument = policyDocument([{ Sid: ENDED, Effect: "Deny", Action: "*", Resource: "*" }]);

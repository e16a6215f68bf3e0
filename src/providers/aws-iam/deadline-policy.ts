import { formatInstant, type Instant } from "../../model/instant.js";
import { type PolicyDocument, policyDocument, type Statement } from "./policy-document.js";

/** The name of the inline policy that ends the access. An explicit deny wins over every allow. */
export const DEADLINE = "curfew-deadline";

const READS = ["iam:Get*", "iam:List*", "iam:Simulate*", "iam:Generate*"];

/**
 * What hands access to anybody but this role, whose own end is sure. Every action of IAM that is not a read, by its verb;
 * and the other services that name principals or hand out credentials of their own.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
const OUTLIVES = [
  ...[
    "Accept",
    "Add",
    "Associate",
    "Attach",
    "Change",
    "Create",
    "Deactivate",
    "Delete",
    "Detach",
    "Disable",
    "Enable",
  ],
  ...["Pass", "Put", "Reject", "Remove", "Reset", "Resync", "Send", "Set", "Tag", "Untag", "Update", "Upload"],
]
  .map((verb) => `iam:${verb}*`)
  .concat(
    // Other roles, the root of member accounts, and tokens that carry no session of this role.
    ["sts:Assume*", "sts:Get*Token"],
    // IAM Identity Center and its directory: permission sets, assignments, users, groups.
    ["sso:Attach*", "sso:Create*", "sso:Provision*", "sso:Put*", "sso:Update*", "sso-directory:*"],
    ["identitystore:Create*", "identitystore:Update*"],
    // A certificate authority of the holder's own, which roles that trust Roles Anywhere would believe.
    ["rolesanywhere:Create*", "rolesanywhere:Enable*", "rolesanywhere:Import*", "rolesanywhere:Update*"],
    // New accounts, and the address that resets the root user's password.
    ["organizations:CreateAccount", "organizations:CreateGovCloudAccount", "account:*PrimaryEmailUpdate"],
  );

/** Denies everything from `until` on, and at all times what would take that end away or outlive it. */
export function deadlinePolicy(
  until: Instant,
  options: { readonly partition: string; readonly persists: boolean },
): PolicyDocument {
  const ended: Statement = {
    Sid: "Ended",
    Effect: "Deny",
    Action: "*",
    Resource: "*",
    Condition: { DateGreaterThanEquals: { "aws:CurrentTime": formatInstant(until) } },
  };
  const ours: Statement = {
    Sid: "HandsOff",
    Effect: "Deny",
    NotAction: READS,
    Resource: `arn:${options.partition}:iam::*:role/curfew/*`,
  };
  const outlives: Statement = { Sid: "LeaveNothing", Effect: "Deny", Action: OUTLIVES, Resource: "*" };
  return policyDocument(options.persists ? [ended, ours] : [ended, ours, outlives]);
}

/** Ends it now: what a revocation does first. */
export const DENY_ALL: PolicyDocument = policyDocument([{ Sid: "Ended", Effect: "Deny", Action: "*", Resource: "*" }]);

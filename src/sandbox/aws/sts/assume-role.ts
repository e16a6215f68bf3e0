import type { ActionRequest } from "../action.js";
import { sessionArn } from "../authenticate.js";
import { authorise } from "../authorise.js";
import { creationContext } from "../iam/find.js";
import { readTags } from "../iam/validate.js";
import type { ContextEntries } from "../judge/context.js";
import { accessDenied, validationError } from "../protocol/aws-error.js";
import type { XmlFields } from "../protocol/xml.js";
import type { Role } from "../state/entities.js";
import { currentTrust } from "../state/trust.js";
import { contextOfAction } from "./action-context.js";
import { issueSession } from "./issue.js";
import { provesSecondFactor } from "./multi-factor.js";
import { checkDuration, findRole, NAME, readSessionRequest, readText } from "./session-request.js";

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export function assumeRole(request: ActionRequest): XmlFields {
  const { world, caller, params } = request;
  const name = readText(params, "RoleSessionName", NAME) ?? params.required("RoleSessionName");
  const externalId = readText(params, "ExternalId", { least: 2, most: 1_224, form: /^[\w+=,.@:/-]*$/ });
  const sourceIdentity = readText(params, "SourceIdentity", NAME);
  const { arn, seconds, policies } = readSessionRequest(world, caller.account, params);
  const tags = readTags(params);
  if (!caller.holder) throw accessDenied("Roles may not be assumed by root accounts.");
  const mfa = provesSecondFactor(request);
  const role = findRole(world, arn);
  // A fresh role, or a fresh trust policy, is not there yet for whoever assumes.
  const visible = findRole(request.seen, arn);
  if (!role || role.id !== visible?.id) {
    throw accessDenied(`User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`);
  }

  // "The value that is set persists" in what is assumed from there, and "cannot be changed".
  const kept = caller.session?.sourceIdentity ?? sourceIdentity;
  if (sourceIdentity !== undefined && sourceIdentity !== kept) {
    throw accessDenied(`User: ${caller.arn} is not authorized to perform: sts:SetSourceIdentity on resource: ${arn}`);
  }
  const context = {
    ...creationContext(request),
    "sts:RoleSessionName": name,
    "sts:ExternalId": externalId,
    "sts:SourceIdentity": sourceIdentity,
    // Without temporary credentials the key is absent, unless the second factor comes with this very request.
    ...(mfa && { "aws:MultiFactorAuthPresent": "true", "aws:MultiFactorAuthAge": "0" }),
  };
  const actions = [
    "sts:AssumeRole",
    ...(tags.size > 0 ? ["sts:TagSession"] : []),
    ...(kept === undefined ? [] : ["sts:SetSourceIdentity"]),
  ];
  const trust = currentTrust(request.seen, visible.trust).policy;
  for (const action of actions) authoriseAssuming(request, { role, trust }, action, contextOfAction(action, context));

  if (caller.holder.kind === "Role" && seconds > 3_600) {
    throw validationError(
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    );
  }
  checkDuration(seconds, role);
  // The second factor was for assuming: "temporary credentials […] do not include MFA information in the context".
  const session = { account: role.account, holder: role, mfa: false, name, policies, tags };
  const credentials = issueSession(world, { ...session, sourceIdentity: kept }, seconds);
  return {
    Credentials: credentials,
    AssumedRoleUser: { AssumedRoleId: `${role.id}:${name}`, Arn: sessionArn(role, { name }) },
    PackedPolicySize: policies ? 1 : undefined,
    SourceIdentity: kept,
  };
}

/** Throws AccessDenied. */
function authoriseAssuming(
  request: ActionRequest,
  { role, trust }: { readonly role: Role; readonly trust: ReturnType<typeof currentTrust>["policy"] },
  action: string,
  context: ContextEntries,
): void {
  const { world, caller, region } = request;
  const wish = { action, resource: role.arn, resourceTags: role.tags, region, context };
  authorise(world, caller, { ...wish, resourcePolicy: trust });
  // "When you assume a role with another role, […] permissions for sts:SetSourceIdentity are required in both the
  // permissions policy of the principal who is assuming the role and in the role trust policy of the target role."
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
  const chained = action === "sts:SetSourceIdentity" && caller.holder?.kind === "Role";
  if (chained && role.account === caller.account.id) authorise(world, caller, { ...wish, resourcePolicy: undefined });
}

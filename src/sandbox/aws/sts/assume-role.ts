import type { ActionRequest } from "../action.js";
import { sessionArn } from "../authenticate.js";
import { authorise } from "../authorise.js";
import { creationContext } from "../iam/find.js";
import { readTags } from "../iam/validate.js";
import type { Policy } from "../judge/policy.js";
import { readPolicy } from "../judge/read-policy.js";
import { accessDenied, constraintError, validationError } from "../protocol/aws-error.js";
import type { XmlFields } from "../protocol/xml.js";
import { inForce, type Role } from "../state/entities.js";
import { currentTrust } from "../state/trust.js";
import { findPolicy, type World } from "../state/world.js";
import { issueSession } from "./issue.js";
import { provesSecondFactor } from "./multi-factor.js";

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
export function assumeRole(request: ActionRequest): XmlFields {
  const { world, caller, params } = request;
  const arn = params.required("RoleArn");
  const name =
    text(request, "RoleSessionName", { least: 2, most: 64, form: /^[\w+=,.@-]*$/ }) ??
    params.required("RoleSessionName");
  const externalId = text(request, "ExternalId", { least: 2, most: 1_224, form: /^[\w+=,.@:/-]*$/ });
  const sourceIdentity = text(request, "SourceIdentity", { least: 2, most: 64, form: /^[\w+=,.@-]*$/ });
  const seconds = params.integer("DurationSeconds", { min: 900, max: 43_200, fallback: 3_600 });
  const tags = readTags(params);
  const policies = sessionPolicies(request);
  if (!caller.holder) throw accessDenied("Roles may not be assumed by root accounts.");
  const mfa = provesSecondFactor(request);
  const role = findRole(world, arn);
  // A fresh role, or a fresh trust policy, is not there yet for whoever assumes.
  const visible = findRole(request.seen, arn);
  if (!role || role.id !== visible?.id) {
    throw accessDenied(`User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`);
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
    ...(sourceIdentity ? ["sts:SetSourceIdentity"] : []),
  ];
  const trust = currentTrust(request.seen, visible.trust).policy;
  for (const action of actions) {
    authorise(world, caller, {
      action,
      resource: role.arn,
      resourceTags: role.tags,
      resourcePolicy: trust,
      region: request.region,
      context,
    });
  }

  if (caller.holder.kind === "Role" && seconds > 3_600) {
    throw validationError(
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    );
  }
  if (seconds > role.maxSessionDuration) {
    throw validationError("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  }
  // The second factor was for assuming: "temporary credentials […] do not include MFA information in the context".
  const session = { account: role.account, holder: role, mfa: false, name, policies, tags };
  const kept = sourceIdentity ?? caller.session?.sourceIdentity;
  const credentials = issueSession(world, { ...session, sourceIdentity: kept }, seconds);
  return {
    Credentials: credentials,
    AssumedRoleUser: { AssumedRoleId: `${role.id}:${name}`, Arn: sessionArn(role, { name }) },
    PackedPolicySize: policies ? 1 : undefined,
    SourceIdentity: kept,
  };
}

function findRole(world: World, arn: string): Role | undefined {
  const match = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn);
  if (!match) throw validationError(`${arn} is invalid`);
  const role = world.accounts.get(match[1] ?? "")?.roles.get(match[2] ?? "");
  return role?.arn === arn ? role : undefined;
}

/** What `Policy` (at most 2,048 characters) and `PolicyArns` (at most 10) narrow the session to. */
function sessionPolicies({ world, caller, params }: ActionRequest): readonly Policy[] | undefined {
  const inline = params.optional("Policy");
  const arns = params.structures("PolicyArns").map((entry) => entry.required("arn"));
  if (inline === undefined && arns.length === 0) return undefined;
  if (inline !== undefined && inline.length > 2_048) {
    throw constraintError(inline, "Policy", "Member must have length less than or equal to 2048");
  }
  if (arns.length > 10)
    throw constraintError(arns.join(", "), "PolicyArns", "Member must have length less than or equal to 10");
  const managed = arns.map((arn) => {
    const policy = findPolicy(world, caller.account, arn);
    if (!policy) throw validationError(`Policy ${arn} does not exist or is not attachable.`);
    return inForce(policy).policy;
  });
  return inline === undefined ? managed : [readPolicy(inline, "identity"), ...managed];
}

function text(
  { params }: ActionRequest,
  member: string,
  rule: { readonly least: number; readonly most: number; readonly form: RegExp },
): string | undefined {
  const value = params.optional(member);
  if (value === undefined) return undefined;
  if (value.length < rule.least) {
    throw constraintError(value, member, `Member must have length greater than or equal to ${rule.least}`);
  }
  if (value.length > rule.most) {
    throw constraintError(value, member, `Member must have length less than or equal to ${rule.most}`);
  }
  if (!rule.form.test(value)) {
    throw constraintError(
      value,
      member,
      `Member must satisfy regular expression pattern: ${rule.form.source.slice(1, -1)}`,
    );
  }
  return value;
}

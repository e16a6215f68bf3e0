import type { Policy } from "../judge/policy.js";
import { readPolicy } from "../judge/read-policy.js";
import { constraintError, validationError } from "../protocol/aws-error.js";
import type { Params } from "../protocol/params.js";
import { type Account, inForce, type Role } from "../state/entities.js";
import { findPolicy, type World } from "../state/world.js";

/** What every way of assuming a role asks for. */
export interface SessionRequest {
  readonly arn: string;
  /** Seconds. */
  readonly seconds: number;
  readonly policies: readonly Policy[] | undefined;
}

/** Throws a ValidationError. `account` is whose managed policies may narrow the session. */
export function readSessionRequest(world: World, account: Account, params: Params): SessionRequest {
  return {
    arn: params.required("RoleArn"),
    seconds: params.integer("DurationSeconds", { min: 900, max: 43_200, fallback: 3_600 }),
    policies: sessionPolicies(world, account, params),
  };
}

/** Throws a ValidationError for what is no role's ARN. */
export function findRole(world: World, arn: string): Role | undefined {
  const match = /^arn:aws:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(arn);
  if (!match) throw validationError(`${arn} is invalid`);
  const role = world.accounts.get(match[1] ?? "")?.roles.get(match[2] ?? "");
  return role?.arn === arn ? role : undefined;
}

export function checkDuration(seconds: number, role: Role): void {
  if (seconds > role.maxSessionDuration) {
    throw validationError("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  }
}

/** Undefined when absent; throws a ValidationError. */
export function readText(
  params: Params,
  member: string,
  rule: { readonly least: number; readonly most: number; readonly form: RegExp },
): string | undefined {
  const value = params.optional(member);
  return value === undefined ? undefined : checkText(value, member, rule);
}

export function checkText(
  value: string,
  member: string,
  rule: { readonly least: number; readonly most: number; readonly form: RegExp },
): string {
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

/** Of session names and source identities. */
export const NAME = { least: 2, most: 64, form: /^[\w+=,.@-]*$/ };

/** What `Policy` (at most 2,048 characters) and `PolicyArns` (at most 10) narrow the session to. */
function sessionPolicies(world: World, account: Account, params: Params): readonly Policy[] | undefined {
  const inline = params.optional("Policy");
  const arns = params.structures("PolicyArns").map((entry) => entry.required("arn"));
  if (inline === undefined && arns.length === 0) return undefined;
  if (inline !== undefined && inline.length > 2_048) {
    throw constraintError(inline, "Policy", "Member must have length less than or equal to 2048");
  }
  if (arns.length > 10)
    throw constraintError(arns.join(", "), "PolicyArns", "Member must have length less than or equal to 10");
  const managed = arns.map((arn) => {
    const policy = findPolicy(world, account, arn);
    if (!policy) throw validationError(`Policy ${arn} does not exist or is not attachable.`);
    return inForce(policy).policy;
  });
  return inline === undefined ? managed : [readPolicy(inline, "identity"), ...managed];
}

import type { AwsIamRole, AwsIamSystem } from "../../generated/systems/aws-iam.js";
import { parseDuration } from "../../model/duration.js";
import { anyIdentity, type Role, type System } from "../../model/system.js";
import { roleOf, type What } from "../../model/what.js";
import { partitionOf } from "./identity.js";

/** What a role of this kind allows and asks, with what its system says for all of them. */
export interface RoleSettings
  extends Readonly<Required<Pick<AwsIamRole, "mode" | "policies" | "statements" | "persists">>> {
  /** The ARN of a managed policy. */
  readonly boundary: string | undefined;
  /** `within` in seconds. */
  readonly mfa: { readonly within: number | undefined } | undefined;
  readonly sourceIdentity: AwsIamSystem["sourceIdentity"];
  readonly sessionTags: NonNullable<AwsIamSystem["sessionTags"]>;
  readonly audience: string | undefined;
}

/** Unless an account has asked for more. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const ROLES = 1_000;
const GROUPS = 300;

/** Twelve digits. */
export function accountOf(system: System): string {
  return settingsOf(system).account;
}

/** `aws`, `aws-cn` or `aws-us-gov`, as people are named there. */
export function partitionIn(system: System): string {
  return partitionOf(anyIdentity(system, "name")) ?? "aws";
}

/** The ARN of the role that Curfew itself takes on before it does anything; undefined where it acts as it comes. */
export function throughOf(system: System): string | undefined {
  return settingsOf(system).through;
}

/** How many roles and groups Curfew may make in the account at a time: as many as AWS lets any account have, if nobody says otherwise. */
export function quotasIn(system: System): { readonly roles: number; readonly groups: number } {
  return { roles: ROLES, groups: GROUPS, ...quotasSaid(system) };
}

/** Those of them that the system's file says. */
export function quotasSaid(system: System): NonNullable<AwsIamSystem["quotas"]> {
  return settingsOf(system).quotas ?? {};
}

/** Of every role of the system. */
export function settingsIn(system: System): readonly RoleSettings[] {
  return [...system.roles.values()].map((role) => roleSettings(settingsOf(system), role));
}

/** Undefined where the system has that role no more. */
export function roleSettingsOf(system: System, what: What): RoleSettings | undefined {
  const role = system.roles.get(roleOf(what));
  return role && roleSettings(settingsOf(system), role);
}

// This kind's schema checked the shape when the system was read.
function settingsOf(system: System): AwsIamSystem {
  return system.settings as unknown as AwsIamSystem;
}

function roleSettings(system: AwsIamSystem, { settings }: Role): RoleSettings {
  const { mode = "role", policies = [], statements = [], persists = false, ...role } = settings as Partial<AwsIamRole>;
  return {
    mode,
    policies,
    statements,
    persists,
    boundary: role.boundary ?? system.boundary,
    mfa: mfaOf(role.mfa ?? system.mfa ?? false),
    sourceIdentity: system.sourceIdentity,
    sessionTags: system.sessionTags ?? [],
    audience: system.audience,
  };
}

function mfaOf(mfa: NonNullable<AwsIamRole["mfa"]>): RoleSettings["mfa"] {
  if (typeof mfa === "boolean") return mfa ? { within: undefined } : undefined;
  // What is no duration after all asks for a second factor of this very moment, which nobody has.
  return { within: parseDuration(mfa.within) ?? 0 };
}

import type { Instant } from "../../model/instant.js";
import type { System } from "../../model/system.js";
import { systemOf } from "../../model/what.js";
import { deadlinePolicy } from "./deadline-policy.js";
import { demandsOf } from "./demands.js";
import { readIdentity } from "./identity.js";
import { type PolicyDocument, policyDocument } from "./policy-document.js";
import { roleName, rolePath } from "./role-name.js";
import { type RoleMark, type Tags, tagsOf } from "./role-tags.js";
import { accountOf, type RoleSettings, roleSettingsOf } from "./settings.js";
import { trustPolicy } from "./trust-policy.js";

/** The name of the inline policy that holds a role's own statements. */
export const PERMISSIONS = "curfew-permissions";

/** Seconds that a session may last: the least that AWS lets one set. https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
export const SESSION = 3600;

/** All that an IAM role should be, today, for a mark. */
export interface Blueprint {
  readonly path: string;
  readonly name: string;
  readonly arn: string;
  readonly tags: Tags;
  readonly trust: PolicyDocument;
  /** The ARN of a managed policy; undefined where the role has no permissions boundary. */
  readonly boundary: string | undefined;
  readonly deadline: PolicyDocument;
  readonly until: Instant;
  /** Whether the deadline lets it leave access behind. */
  readonly persists: boolean;
  /** A deadline that is stricter for a while. */
  deadlineAt(until: Instant, options: { readonly persists: boolean }): PolicyDocument;
  /** Undefined where the role is made of managed policies alone. */
  readonly permissions: PolicyDocument | undefined;
  /** ARNs of managed policies. */
  readonly attached: readonly string[];
}

/** Undefined where the system has that role no more, or in a group, or the identity does not name one person. */
export function blueprintOf(system: System, mark: RoleMark & { readonly from?: Instant }): Blueprint | undefined {
  const settings = roleSettingsOf(system, mark.what);
  const identity = readIdentity(mark.identity);
  if (settings?.mode !== "role" || !identity) return undefined;
  const { partition } = identity;
  const path = rolePath(systemOf(mark.what));
  const name = roleName(mark.repository, mark);
  const { until } = mark;
  const { persists } = settings;
  const deadlineAt: Blueprint["deadlineAt"] = (end, options) => deadlinePolicy(end, { partition, ...options });
  return {
    path,
    name,
    arn: `arn:${partition}:iam::${accountOf(system)}:role${path}${name}`,
    tags: tagsOf(mark),
    trust: trustPolicy(identity, mark, demandsOf(settings, identity, mark)),
    boundary: settings.boundary,
    deadline: deadlineAt(until, { persists }),
    until,
    persists,
    deadlineAt,
    permissions: permissionsOf(settings),
    attached: [...new Set(settings.policies)],
  };
}

function permissionsOf({ statements }: RoleSettings): PolicyDocument | undefined {
  if (statements.length === 0) return undefined;
  return policyDocument(
    statements.map(({ actions, resources }) => ({ Effect: "Allow", Action: actions, Resource: resources })),
  );
}

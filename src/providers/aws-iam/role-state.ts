import { Failure } from "../../ports/failure.js";
import type { Aws } from "./aws.js";
import { unlessGone } from "./holder-policies.js";
import { faceOf } from "./observe-roles.js";
import { ownershipOf } from "./ownership.js";
import { readDocument } from "./policy-document.js";
import type { Tags } from "./role-tags.js";

/** One role of ours, as it lies in the account. */
export interface RoleState {
  readonly tags: Tags;
  readonly trust: unknown;
  /** The ARN of a managed policy. */
  readonly boundary: string | undefined;
  /** Seconds. */
  readonly session: number | undefined;
}

/** Undefined where there is none. Throws a permanent Failure where there is one that is not ours. */
export async function readRole(
  aws: Aws,
  name: string,
  scope: { readonly system: string; readonly repository: string },
): Promise<RoleState | undefined> {
  const answer = await unlessGone(aws.call("GetRole", ({ iam }) => iam.getRole({ RoleName: name })));
  const role = answer?.Role;
  if (!role) return undefined;
  const face = faceOf(role);
  const ownership = ownershipOf(face, scope.repository, scope.system);
  if (!ownership.ours) {
    throw new Failure(`the role ${role.Arn ?? name} is not ours and was left alone: it ${ownership.about}`, {
      transient: false,
    });
  }
  return {
    tags: face.tags,
    trust: readDocument(role.AssumeRolePolicyDocument),
    boundary: role.PermissionsBoundary?.PermissionsBoundaryArn,
    session: role.MaxSessionDuration,
  };
}

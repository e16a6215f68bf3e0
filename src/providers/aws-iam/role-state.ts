import { Failure } from "../../ports/failure.js";
import type { Aws } from "./aws.js";
import { AwsFailure } from "./aws-failure.js";
import { faceOf } from "./observe.js";
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

/** Names of the inline policies. */
export async function inlineNames(aws: Aws, name: string): Promise<readonly string[]> {
  return everyPage((marker) =>
    aws.call("ListRolePolicies", async ({ iam }) => {
      const page = await iam.listRolePolicies({ RoleName: name, Marker: marker });
      return { items: page.PolicyNames ?? [], next: page.IsTruncated === true ? page.Marker : undefined };
    }),
  );
}

export async function inlineDocument(aws: Aws, name: string, policy: string): Promise<unknown> {
  const answer = await aws.call("GetRolePolicy", ({ iam }) =>
    iam.getRolePolicy({ RoleName: name, PolicyName: policy }),
  );
  return readDocument(answer.PolicyDocument);
}

/** ARNs of the managed policies. */
export async function attachedArns(aws: Aws, name: string): Promise<readonly string[]> {
  return everyPage((marker) =>
    aws.call("ListAttachedRolePolicies", async ({ iam }) => {
      const page = await iam.listAttachedRolePolicies({ RoleName: name, Marker: marker });
      return {
        items: (page.AttachedPolicies ?? []).map(({ PolicyArn }) => PolicyArn ?? ""),
        next: page.IsTruncated === true ? page.Marker : undefined,
      };
    }),
  );
}

/** Undefined where what was asked for, or was to be taken away, is gone. */
export async function unlessGone<Value>(answer: Promise<Value>): Promise<Value | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AwsFailure && error.code === "NoSuchEntity") return undefined;
    throw error;
  }
}

async function everyPage<Item>(
  read: (marker: string | undefined) => Promise<{ readonly items: readonly Item[]; readonly next: string | undefined }>,
): Promise<readonly Item[]> {
  const all: Item[] = [];
  let marker: string | undefined;
  do {
    const page = await read(marker);
    all.push(...page.items);
    marker = page.next;
  } while (marker !== undefined);
  return all;
}

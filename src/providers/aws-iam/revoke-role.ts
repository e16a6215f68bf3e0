import { Failure } from "../../ports/failure.js";
import type { Aws } from "./aws.js";
import { AwsFailure } from "./aws-failure.js";
import { DEADLINE, DENY_ALL } from "./deadline-policy.js";
import { attachedArns, inlineNames, readRole, unlessGone } from "./role-state.js";

/**
 * Takes the role away: what it may do ends with the first change, in live sessions too, and the rest is clearing up.
 * Returns whether there was one to take away. What somebody else takes away meanwhile is just as gone.
 */
export async function revokeRole(aws: Aws, RoleName: string, scope: Parameters<typeof readRole>[2]): Promise<boolean> {
  const role = await readRole(aws, RoleName, scope);
  if (!role) return false;
  const denied = await unlessGone(denyAll(aws, RoleName, scope));
  // It was gone, and only read as if it were not.
  if (!denied) return false;
  for (const PolicyArn of (await unlessGone(attachedArns(aws, RoleName))) ?? []) {
    await unlessGone(aws.call("DetachRolePolicy", ({ iam }) => iam.detachRolePolicy({ RoleName, PolicyArn })));
  }
  const names = (await unlessGone(inlineNames(aws, RoleName))) ?? [];
  // The denial last: until then nothing that is left may allow anything.
  for (const PolicyName of [...names.filter((name) => name !== DEADLINE), DEADLINE]) {
    await unlessGone(aws.call("DeleteRolePolicy", ({ iam }) => iam.deleteRolePolicy({ RoleName, PolicyName })));
  }
  await unlessGone(aws.call("DeleteRole", ({ iam }) => iam.deleteRole({ RoleName })));
  return true;
}

/**
 * Of a role that is gone AWS knows no path, and so refuses what is allowed on ours alone: another run was first, and what
 * was read is older. What is refused for another reason is refused again by the next run, which says so.
 */
async function denyAll(aws: Aws, RoleName: string, scope: Parameters<typeof readRole>[2]): Promise<unknown> {
  try {
    return await aws.call("PutRolePolicy", ({ iam }) =>
      iam.putRolePolicy({ RoleName, PolicyName: DEADLINE, PolicyDocument: JSON.stringify(DENY_ALL) }),
    );
  } catch (error) {
    if (!(error instanceof AwsFailure) || error.code !== "AccessDenied") throw error;
    if (!(await readRole(aws, RoleName, scope))) return undefined;
    if (error.message.includes("role/curfew/")) throw error;
    throw new Failure(`${error.message} (it may be gone already)`, { transient: true });
  }
}

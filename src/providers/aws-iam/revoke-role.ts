import type { Aws } from "./aws.js";
import { DEADLINE, DENY_ALL } from "./deadline-policy.js";
import { attachedArns, inlineNames, readRole, unlessGone } from "./role-state.js";

/**
 * Takes the role away: what it may do ends with the first change, in live sessions too, and the rest is clearing up.
 * Returns whether there was one. What somebody else takes away meanwhile is just as gone.
 */
export async function revokeRole(aws: Aws, RoleName: string, scope: Parameters<typeof readRole>[2]): Promise<boolean> {
  const role = await readRole(aws, RoleName, scope);
  if (!role) return false;
  const denied = await unlessGone(
    aws.call("PutRolePolicy", ({ iam }) =>
      iam.putRolePolicy({ RoleName, PolicyName: DEADLINE, PolicyDocument: JSON.stringify(DENY_ALL) }),
    ),
  );
  if (!denied) return true;
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

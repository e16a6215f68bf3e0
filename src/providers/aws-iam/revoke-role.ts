import type { Aws } from "./aws.js";
import { DEADLINE, DENY_ALL } from "./deadline-policy.js";
import { policiesOfRole, putFirst, unlessGone } from "./holder-policies.js";
import { readRole } from "./role-state.js";
import { unlessTaken } from "./unless-taken.js";

/**
 * Takes the role away: what it may do ends with the first change, in live sessions too, and the rest is clearing up.
 * Returns whether there was one to take away. What somebody else takes away meanwhile is just as gone.
 */
export async function revokeRole(aws: Aws, RoleName: string, scope: Parameters<typeof readRole>[2]): Promise<boolean> {
  const isThere = async () => (await readRole(aws, RoleName, scope)) !== undefined;
  const change = (made: Promise<unknown>) => unlessTaken(made, { isFirst: false, isThere });

  if (!(await isThere())) return false;
  const policies = policiesOfRole(aws, RoleName);
  // It was gone, and only read as if it were not.
  const denial = unlessTaken(putFirst(policies, DEADLINE, DENY_ALL), { isFirst: true, isThere });
  if ((await denial) === undefined) return false;
  for (const arn of (await unlessGone(policies.attachedArns())) ?? []) await change(policies.detach(arn));
  const names = (await unlessGone(policies.inlineNames())) ?? [];
  // The denial last: until then nothing that is left may allow anything.
  for (const name of [...names.filter((name) => name !== DEADLINE), DEADLINE]) {
    await change(policies.deleteInline(name));
  }
  try {
    await change(aws.call("DeleteRole", ({ iam }) => iam.deleteRole({ RoleName })));
  } catch (error) {
    // What AWS keeps (an instance profile has it) can still be assumed, and policies of buckets and keys may name it.
    await policies.putInline(DEADLINE, DENY_ALL).catch(() => undefined);
    throw error;
  }
  return true;
}

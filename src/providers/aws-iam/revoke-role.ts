import type { Aws } from "./aws.js";
import { DEADLINE, DENY_ALL } from "./deadline-policy.js";
import { policiesOfRole, putFirst, unlessGone } from "./holder-policies.js";
import { readRole } from "./role-state.js";
import { readTags } from "./role-tags.js";
import { unlessTaken } from "./unless-taken.js";

/**
 * Takes the role away: what it may do ends with the first change, in live sessions too, and the rest is clearing up.
 * Returns whether there was one to take away. What somebody else takes away meanwhile is just as gone, and so is what was
 * made anew by that name for another `identity`; where that is undefined, it goes whoever it was made for.
 */
export async function revokeRole(
  aws: Aws,
  { name: RoleName, identity }: { readonly name: string; readonly identity: string | undefined },
  scope: Parameters<typeof readRole>[2],
): Promise<boolean> {
  const isThere = async () => {
    const role = await readRole(aws, RoleName, scope);
    const now = role && readTags(role.tags).identity;
    return role !== undefined && (identity === undefined || now === undefined || now === identity);
  };
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

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
  /** Whether there was something to change. */
  async function change(action: string, run: Parameters<Aws["call"]>[1]): Promise<boolean> {
    try {
      await aws.call(action, run);
      return true;
    } catch (error) {
      if (await isGone(error)) return false;
      throw error;
    }
  }

  /**
   * Of a role that is gone AWS knows no path, and so refuses what is allowed on ours alone: another run was first, and
   * what was read is older. What is refused for another reason is refused again by the next run, which says so.
   */
  async function isGone(error: unknown): Promise<boolean> {
    if (!(error instanceof AwsFailure)) return false;
    if (error.code === "NoSuchEntity") return true;
    if (error.code !== "AccessDenied") return false;
    if (!(await readRole(aws, RoleName, scope))) return true;
    if (error.message.includes("role/curfew/")) return false;
    throw new Failure(`${error.message} (it may be gone already)`, { transient: true });
  }

  if (!(await readRole(aws, RoleName, scope))) return false;
  const PolicyDocument = JSON.stringify(DENY_ALL);
  const denied = await change("PutRolePolicy", ({ iam }) =>
    iam.putRolePolicy({ RoleName, PolicyName: DEADLINE, PolicyDocument }),
  );
  // It was gone, and only read as if it were not.
  if (!denied) return false;
  for (const PolicyArn of (await unlessGone(attachedArns(aws, RoleName))) ?? []) {
    await change("DetachRolePolicy", ({ iam }) => iam.detachRolePolicy({ RoleName, PolicyArn }));
  }
  const names = (await unlessGone(inlineNames(aws, RoleName))) ?? [];
  // The denial last: until then nothing that is left may allow anything.
  for (const PolicyName of [...names.filter((name) => name !== DEADLINE), DEADLINE]) {
    await change("DeleteRolePolicy", ({ iam }) => iam.deleteRolePolicy({ RoleName, PolicyName }));
  }
  await change("DeleteRole", ({ iam }) => iam.deleteRole({ RoleName }));
  return true;
}

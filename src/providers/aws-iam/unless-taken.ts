import { Failure } from "../../ports/failure.js";
import { AwsFailure } from "./aws-failure.js";
import { unlessGone } from "./holder-policies.js";

/**
 * The answer to a change; undefined where what it was to change is gone. Of a role or group that is gone AWS knows no
 * path, and so refuses what is allowed on ours alone: another run was first, and what was read is older. What is refused
 * for another reason is refused again by the next run, which says so.
 */
export async function unlessTaken<Value>(
  change: Promise<Value>,
  { kind, isThere }: { readonly kind: "role" | "group"; readonly isThere: () => Promise<boolean> },
): Promise<Value | undefined> {
  try {
    return await unlessGone(change);
  } catch (error) {
    if (!(error instanceof AwsFailure) || error.code !== "AccessDenied") throw error;
    if (!(await isThere())) return undefined;
    if (error.message.includes(`${kind}/curfew/`)) throw error;
    throw new Failure(`${error.message} (it may be gone already)`, { transient: true });
  }
}

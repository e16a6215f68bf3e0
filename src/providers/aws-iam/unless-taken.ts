import { Failure } from "../../ports/failure.js";
import { AwsFailure } from "./aws-failure.js";
import { unlessGone } from "./holder-policies.js";

/** The answer to a change; undefined where what it was to change is gone: another run was first. */
export async function unlessTaken<Value>(
  change: Promise<Value>,
  { isFirst, isThere }: { readonly isFirst: boolean; readonly isThere: () => Promise<boolean> },
): Promise<Value | undefined> {
  try {
    return await unlessGone(change);
  } catch (error) {
    if (isDenial(error) && !(await isThere())) return undefined;
    throw isFirst ? doubted(error) : error;
  }
}

/** The answer to the first change of what reads as if it were there. */
export async function ifThere<Value>(change: Promise<Value>): Promise<Value> {
  try {
    return await change;
  } catch (error) {
    throw doubted(error);
  }
}

/**
 * Of a role or group that is gone AWS knows no path, and so refuses what is allowed on ours alone, in the same words as if
 * nobody had allowed it: what was read may be older than another run, and that passes. Where something was changed
 * already, it is there.
 */
function doubted(error: unknown): unknown {
  if (!isDenial(error) || error.message.includes("explicit deny")) return error;
  return new Failure(`${error.message} (it may be gone already)`, { transient: true });
}

function isDenial(error: unknown): error is AwsFailure {
  return error instanceof AwsFailure && error.code === "AccessDenied";
}

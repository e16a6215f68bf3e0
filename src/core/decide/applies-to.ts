import type { Policy } from "../../model/policy.js";
import type { What } from "../../model/what.js";
import { matchesWhat } from "../read/globs.js";

/** Whether the policy says something about the role. */
export function appliesTo(policy: Policy, what: What): boolean {
  return policy.what.some((glob) => matchesWhat(glob, what));
}

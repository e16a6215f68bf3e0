import type { Policy } from "../../model/policy.js";
import type { What } from "../../model/what.js";
import { matchesWhat } from "../read/globs.js";

/** Whether the policy says something about the role. */
export function appliesTo(policy: Policy, what: What): boolean {
  return policy.what.some((glob) => matchesWhat(glob, what));
}

const FOUND = new WeakMap<readonly Policy[], Map<What, readonly Policy[]>>();

/** Those that say something about the role. Policies never change once they are read: a role is looked up among them once. */
export function policiesOn(policies: readonly Policy[], what: What): readonly Policy[] {
  const found = FOUND.get(policies) ?? new Map<What, readonly Policy[]>();
  FOUND.set(policies, found);
  const known = found.get(what) ?? policies.filter((policy) => appliesTo(policy, what));
  found.set(what, known);
  return known;
}

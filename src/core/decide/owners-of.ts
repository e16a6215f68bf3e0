import type { Owner, OwnerRule } from "../../model/code-owners.js";

/** Stands in until `core/read/code-owners` is merged. */
export function ownersOf(rules: readonly OwnerRule[], path: string): readonly Owner[] | undefined {
  return rules.findLast(({ pattern }) => pattern === "*" || path.startsWith(pattern.replace(/^\//, "")))?.owners;
}

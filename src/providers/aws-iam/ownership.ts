import { pairOf } from "../../model/binding.js";
import type { What } from "../../model/what.js";
import { systemOf } from "../../model/what.js";
import { roleName, rolePath } from "./role-name.js";
import { readTags, type Tags } from "./role-tags.js";

/** A role as it lies in the account, as far as it says whose it is. */
export interface RoleFace {
  readonly path: string;
  readonly name: string;
  readonly tags: Tags;
}

export type Ownership =
  | { readonly ours: true; readonly who: string; readonly what: What }
  | { readonly ours: false; readonly about: string };

/**
 * Ours is what lies where we would put it, is tagged as ours, and is named as its tags say: none of these alone, for
 * tags can be copied and names be guessed.
 */
export function ownershipOf(role: RoleFace, repository: string, system: string): Ownership {
  const { repository: marked, who, what } = readTags(role.tags);
  if (role.path !== rolePath(system)) return { ours: false, about: `lies under ${role.path}` };
  if (marked === undefined) return { ours: false, about: "has no tag of a repository" };
  if (marked.toLowerCase() !== repository.toLowerCase()) return { ours: false, about: `is marked by ${marked}` };
  if (who === undefined || what === undefined || systemOf(what) !== system) {
    return { ours: false, about: "does not say by its tags who was to have what" };
  }
  if (roleName(repository, { who, what }) !== role.name) {
    return { ours: false, about: `is not named as its tags say (${pairOf({ who, what })})` };
  }
  return { ours: true, who, what };
}

import type { What } from "../../model/what.js";
import { isWhat, roleOf, systemOf } from "../../model/what.js";
import { roleName, rolePath } from "./role-name.js";
import { decodeTag, encodeTag } from "./role-tags.js";

interface Pair {
  readonly who: string;
  readonly what: What;
}

/** Where the groups of a system lie, and whatever else lies there. */
export const groupsPath = rolePath;

const PLACE = /^\/curfew\/([^/]+)\/(.+)\/([^/]+)\/([^/]+)\/$/;

/**
 * A group has no tags; its path is what it has from its first moment on, and so says whose it is:
 * `/curfew/<system>/<owner>/<repository>/<login>/<role>/`.
 */
export function groupPath(repository: string, { who, what }: Pair): string {
  const parts = [repository.toLowerCase(), who.toLowerCase(), roleOf(what)].map(encodeTag);
  return `${groupsPath(systemOf(what))}${parts.join("/")}/`;
}

/** Names of groups are one space for a whole account, whatever their paths: so the pair's own, as for a role. */
export const groupName = roleName;

export type GroupOwnership = ({ readonly ours: true } & Pair) | { readonly ours: false; readonly about: string };

/** Ours is what lies where we would put it, for its very name: neither alone, for names can be guessed. */
export function groupOwnershipOf(
  group: { readonly path: string; readonly name: string },
  repository: string,
  system: string,
): GroupOwnership {
  const [, place, marked = "", login = "", role = ""] = PLACE.exec(group.path) ?? [];
  if (place !== system) return { ours: false, about: `lies under ${group.path}` };
  const who = decodeTag(login);
  const what = `${system}/${decodeTag(role)}`;
  if (decodeTag(marked) !== repository.toLowerCase()) {
    return { ours: false, about: `is by its path of ${decodeTag(marked)}` };
  }
  if (!isWhat(what) || groupPath(repository, { who, what }) !== group.path) {
    return { ours: false, about: "does not say by its path who was to have what" };
  }
  if (groupName(repository, { who, what }) !== group.name) {
    return { ours: false, about: "is not named as its path says" };
  }
  return { ours: true, who, what };
}

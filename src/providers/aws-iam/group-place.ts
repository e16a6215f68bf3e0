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

const PLACE = /^\/curfew\/([^/]+)\/([^/]+\/[^/]+)\/([^/]+)\/([^/]+)\/(?:([^/]+)\/([^/]+)\/(.+)\/)?$/;

/** Characters. https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateGroup.html */
export const LONGEST_PATH = 512;

/** What a group was made for, first: its policy says what for today. */
interface Made {
  readonly identity: string;
  readonly request: string;
  readonly commit: string;
}

/**
 * Where all groups of a pair lie. A group has no tags; its path is what it has from its first moment on to its last, and so
 * says whose it is: `/curfew/<system>/<owner>/<repository>/<login>/<role>/`.
 */
export function groupHome(repository: string, { who, what }: Pair): string {
  const parts = [repository.toLowerCase(), who.toLowerCase(), roleOf(what)].map(encodeTag);
  return `${groupsPath(systemOf(what))}${parts.join("/")}/`;
}

/** Where one is made: with what it is made for, if there is room for it. */
export function groupPath(mark: Pair & Made & { readonly repository: string }): string {
  const home = groupHome(mark.repository, mark);
  const identity = encodeTag(mark.identity).replaceAll("/", "=2f");
  const path = `${home}${encodeTag(mark.commit)}/${identity}/${encodeTag(mark.request)}/`;
  return path.length > LONGEST_PATH ? home : path;
}

/** Names of groups are one space for a whole account, whatever their paths: so the pair's own, as for a role. */
export const groupName = roleName;

export type GroupOwnership =
  | ({ readonly ours: true; readonly made: Made | undefined } & Pair)
  | { readonly ours: false; readonly about: string };

/** Ours is what lies where we would put it, by its very name: neither alone, for names can be guessed. */
export function groupOwnershipOf(
  group: { readonly path: string; readonly name: string },
  repository: string,
  system: string,
): GroupOwnership {
  const parts = PLACE.exec(group.path)?.map((part: string | undefined) => part && decodeTag(part)) ?? [];
  const [, place, marked = "", who = "", role = "", commit, identity = "", request = ""] = parts;
  if (place !== system) return { ours: false, about: `lies under ${group.path}` };
  const what = `${system}/${role}`;
  if (marked !== repository.toLowerCase()) return { ours: false, about: `is by its path of ${marked}` };
  if (!isWhat(what) || !group.path.startsWith(groupHome(repository, { who, what }))) {
    return { ours: false, about: "does not say by its path who was to have what" };
  }
  if (groupName(repository, { who, what }) !== group.name) {
    return { ours: false, about: "is not named as its path says" };
  }
  return { ours: true, who, what, made: commit === undefined ? undefined : { commit, identity, request } };
}

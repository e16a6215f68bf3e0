import type { Access, Unread } from "../model/access.js";
import { isError } from "../model/finding.js";
import { accessPathOf } from "./read/paths.js";

/** By its findings: with an error in it, a file is not what anybody meant, however much of it could be made out. */
export function unreadIn({ findings }: Access): Unread {
  const places = findings.filter(isError).flatMap(({ path }) => (path === undefined ? [] : [accessPathOf(path)]));
  return {
    people: places.some(({ kind }) => kind === "people"),
    systems: new Set(places.flatMap((place) => (place.kind === "system" ? [place.name] : []))),
  };
}

/** Whether nothing new is granted there: who somebody is, or what a role of it is, nobody can say now. */
export function isFrozen({ people, systems }: Unread, system: string): boolean {
  return people || systems.has(system);
}

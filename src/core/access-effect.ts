import type { Access } from "../model/access.js";
import { pairOf } from "../model/binding.js";
import type { ChangedRole, EndingAccess } from "../model/effect.js";
import { systemOf, type What } from "../model/what.js";
import { compareTexts } from "./compare-texts.js";
import { whyOffboarded } from "./desire.js";
import { givenBy } from "./given-by.js";
import type { StandingGrant } from "./standing-grants.js";

/**
 * What becomes of access that was granted, when `access/` becomes another. It is not judged again: its merge stands. It
 * ends where the person, the role, the system or the person's name in it is gone, and what a role gives may change.
 */
export function accessEffect(input: {
  readonly grants: readonly StandingGrant[];
  /** As it stands for what is held: of what cannot be read, the last version that could be. */
  readonly before: Access;
  readonly after: Access;
}): { readonly ends: readonly EndingAccess[]; readonly changed: readonly ChangedRole[] } {
  const { before, after } = input;
  const held = input.grants.filter((grant) => whyOffboarded(grant, grant, before) === undefined);
  const ends = held.flatMap((grant): readonly EndingAccess[] => {
    const { who, what, from, until } = grant;
    const because = whyOffboarded(grant, grant, after);
    return because === undefined ? [] : [{ who, what, from, until, because }];
  });
  const ending = new Set(ends.map(pairOf));
  return {
    ends: [...longestOfEach(ends).values()].toSorted(
      (one, other) => one.until - other.until || compareTexts(pairOf(one), pairOf(other)),
    ),
    changed: changedRoles(
      held.filter((grant) => !ending.has(pairOf(grant))),
      before,
      after,
    ),
  };
}

/** Several grants of one pair are one access, which lasts until the last of them ends. */
function longestOfEach(ends: readonly EndingAccess[]): ReadonlyMap<string, EndingAccess> {
  const longest = new Map<string, EndingAccess>();
  for (const end of ends) {
    const known = longest.get(pairOf(end));
    if (known === undefined || known.until < end.until) longest.set(pairOf(end), end);
  }
  return longest;
}

function changedRoles(grants: readonly StandingGrant[], before: Access, after: Access): readonly ChangedRole[] {
  const holders = new Map<What, readonly string[]>();
  for (const { who, what } of grants) holders.set(what, [...new Set([...(holders.get(what) ?? []), who])]);
  return [...holders]
    .filter(([what]) => gives(what, before) !== gives(what, after))
    .map(([what, logins]) => ({ what, holders: logins.toSorted(compareTexts) }))
    .toSorted((one, other) => compareTexts(one.what, other.what));
}

function gives(what: What, { systems }: Access): string {
  return givenBy(what, systems.get(systemOf(what)));
}

import { compareTexts } from "../core/compare-texts.js";
import type { Whereabouts } from "../core/lately-ended.js";
import type { Access } from "../model/access.js";
import type { RequestAtHead } from "../model/desire.js";
import { type Finding, finding } from "../model/finding.js";
import { placeOf } from "../model/place.js";
import type { System } from "../model/system.js";
import { systemOf } from "../model/what.js";
import type { Context } from "./context.js";
import { attempt } from "./failing.js";

/** Where something was given, and a commit in which the system said so. */
interface Given {
  readonly name: string;
  /** Undefined where the ledger knows no judgement of it. */
  readonly place: string | undefined;
  readonly commit: string;
}

/**
 * The systems of the folder; after them those that are gone from it, or stand for another account or kind now, while
 * something may be held where they were: the ledger believes so, or did until lately, or something was about to be given
 * there, or a request at HEAD was granted for there. Each has the settings with which that was judged.
 */
export async function systemsToReconcile(
  context: Context,
  access: Access,
  of: { readonly given: readonly Whereabouts[]; readonly requests: readonly RequestAtHead[] },
): Promise<{ readonly systems: readonly System[]; readonly findings: readonly Finding[] }> {
  const current = [...access.systems.values()];
  const known = new Set(current.map(keyOf));
  const former = new Map<string, System>();
  const failed = new Map<string, Finding>();
  for (const { name, place, commit } of givenIn(of)) {
    // Of what was given nobody knows where, the system of that name is asked.
    const key = `${name} ${place ?? ""}`;
    if (known.has(key) || former.has(key) || (place === undefined && access.systems.has(name))) continue;
    let before: System | undefined;
    const problem = await attempt(context, "reading a system that is gone", async () => {
      before = (await context.accessAt(commit)).systems.get(name);
    });
    if (before && (place === undefined || placeOf(before) === place)) {
      former.set(keyOf(before), before);
      failed.delete(key);
    } else {
      const error = problem?.error ?? `commit ${commit} does not say what it was`;
      failed.set(key, finding("system-unobserved", {}, { system: name, error }));
    }
  }
  const others = [...former].filter(([key]) => !known.has(key)).toSorted(([one], [other]) => compareTexts(one, other));
  return { systems: [...current, ...others.map(([, system]) => system)], findings: [...failed.values()] };
}

function givenIn(of: Parameters<typeof systemsToReconcile>[2]): readonly Given[] {
  const judged = of.requests.flatMap(({ added, verdict }) => {
    if (verdict?.stands !== true || added === undefined) return [];
    const { what, place } = verdict;
    return [...new Set(what.map(systemOf))].map((name) => ({ name, place, commit: added.commit }));
  });
  return [...of.given.map(({ what, place, commit }) => ({ name: systemOf(what), place, commit })), ...judged];
}

function keyOf(system: System): string {
  return `${system.name} ${placeOf(system)}`;
}

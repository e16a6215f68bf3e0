import type { Access } from "../model/access.js";
import { type Binding, pairOf } from "../model/binding.js";
import type { Desire, RequestAtHead } from "../model/desire.js";
import { type Finding, finding, isError } from "../model/finding.js";
import type { Grant } from "../model/grant.js";
import { type Instant, instantOf } from "../model/instant.js";
import type { Verdict } from "../model/ledger-line.js";
import { personOf } from "../model/person.js";
import { identityOf, roleIn } from "../model/system.js";
import { systemOf, type What } from "../model/what.js";
import { compareTexts } from "./compare-texts.js";
import { expire } from "./expire.js";

type Standing = Extract<Verdict, { stands: true }>;

/** A grant, and how its holder was named when it was judged. */
interface Named {
  readonly grant: Grant;
  readonly identity: string;
}

/**
 * What git says should be held now.
 *
 * | the request at HEAD                                         | then                                                |
 * |-------------------------------------------------------------|-----------------------------------------------------|
 * | its merge stands judged, now is in `[from, until)`          | a grant                                             |
 * | its window has passed, or has not begun                     | no grant                                            |
 * | its merge does not stand                                    | no grant; the finding of its judgement              |
 * | it cannot be read, or was not judged                        | no grant; kept: what it gave stays until its end    |
 * | it differs from what its merge added                        | no grant; `withdrawn-by-edit`                       |
 * | the person, the role or the system is gone from `access/`   | no grant; `offboarded`                              |
 * | the person is named otherwise in the system now             | no grant; `offboarded`, never the new name          |
 * | `access/` cannot be read in full                            | frozen: it ends nobody, and nothing new is granted  |
 *
 * Several grants of one pair are one binding, which lasts until the last of those that hold now.
 */
export function desire(input: {
  readonly requests: readonly RequestAtHead[];
  readonly access: Access;
  readonly now: Instant;
}): Desire {
  const { requests, access, now } = input;
  const frozen = access.findings.some(isError);
  const grants: Named[] = [];
  const kept: string[] = [];
  const moments: Instant[] = [];
  const findings: Finding[] = [];
  for (const request of requests) {
    const { path, blob, added, verdict } = request;
    findings.push(...request.findings);
    if (verdict?.stands === false) findings.push(verdict.finding);
    // Before it is said to be edited: of what cannot be read, nobody knows what was meant.
    else if (request.findings.some(isError)) kept.push(path);
    else if (added !== undefined && added.blob !== blob) {
      findings.push(finding("withdrawn-by-edit", { path }, { commit: added.commit }));
    } else if (verdict === undefined || added === undefined) kept.push(path);
    else {
      moments.push(verdict.window.from, verdict.window.until);
      const holds = verdict.window.from <= now && now < verdict.window.until;
      for (const one of holds ? verdict.what.map((what) => named(what, verdict, path, added.commit)) : []) {
        // What cannot be read must not look as if it were gone.
        const gone = frozen ? [] : offboarding(one, access);
        findings.push(...gone);
        if (gone.length === 0) grants.push(one);
      }
    }
  }
  const next = moments.filter((moment) => moment > now).toSorted((one, other) => one - other)[0];
  return {
    grants: grants.map(({ grant }) => grant),
    bindings: bindingsOf(grants),
    kept,
    frozen,
    ended: expire(requests, now),
    ...(next === undefined ? {} : { next }),
    findings,
  };
}

function named(what: What, verdict: Standing, request: string, commit: string): Named {
  const { who, window, facts, identity } = verdict;
  return { grant: { who, what, ...window, request, commit, pull: facts.pull }, identity };
}

function offboarding({ grant, identity }: Named, access: Access): readonly Finding[] {
  const because = whyOffboarded(grant, identity, access);
  if (because === undefined) return [];
  const { who, what, request } = grant;
  return [finding("offboarded", { path: request }, { who, what, because }, "warning")];
}

/** Why what was granted holds no more, though its request is there; undefined where it does. */
export function whyOffboarded(
  pair: { readonly who: string; readonly what: What },
  identity: string,
  { people, systems }: Access,
): "person" | "role" | "system" | "identity" | undefined {
  const person = personOf(people, pair.who);
  const system = systems.get(systemOf(pair.what));
  if (person === undefined) return "person";
  if (system === undefined) return "system";
  if (roleIn(systems, pair.what) === undefined) return "role";
  return identityOf(system, person) === identity ? undefined : "identity";
}

function bindingsOf(grants: readonly Named[]): readonly Binding[] {
  const pairs = new Map<string, readonly Named[]>();
  for (const one of grants) pairs.set(pairOf(one.grant), [...(pairs.get(pairOf(one.grant)) ?? []), one]);
  return [...pairs.entries()]
    .toSorted(([one], [other]) => compareTexts(one, other))
    .flatMap(([, together]) => {
      const [longest] = together.toSorted(
        (one, other) => other.grant.until - one.grant.until || compareTexts(one.grant.request, other.grant.request),
      );
      if (longest === undefined) return [];
      const { who, what, until, request, commit } = longest.grant;
      const from = instantOf(Math.min(...together.map(({ grant }) => grant.from)));
      const pulls = [...new Set(together.map(({ grant }) => grant.pull))].toSorted((one, other) => one - other);
      return [{ who, what, identity: longest.identity, from, until, request, commit, pulls }];
    });
}

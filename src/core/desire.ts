import type { Access } from "../model/access.js";
import { type Binding, pairOf } from "../model/binding.js";
import type { Desire, RequestAtHead } from "../model/desire.js";
import { type Finding, finding, isError, type OffboardedBecause } from "../model/finding.js";
import type { Grant } from "../model/grant.js";
import { type Instant, instantOf } from "../model/instant.js";
import type { Holder, Verdict } from "../model/ledger-line.js";
import { personOf } from "../model/person.js";
import { placeOf } from "../model/place.js";
import { identityOf, roleIn } from "../model/system.js";
import { systemOf, type What } from "../model/what.js";
import { compareTexts } from "./compare-texts.js";
import { expire } from "./expire.js";
import { unreadIn } from "./unread.js";

type Standing = Extract<Verdict, { stands: true }>;

/** A grant, and for whom and where it was judged. */
interface Judged {
  readonly grant: Grant;
  readonly holder: Holder;
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
 * | the login is another account's now                          | no grant; `offboarded`                              |
 * | the system became another account or kind                   | no grant; `offboarded`, never moved to the new one  |
 * | the person is named otherwise in the system now             | no grant; `offboarded`, never the new name          |
 * | people or its system cannot be read                         | a grant by the last version that could be; frozen   |
 * | no version of people, or of its system, could be read       | a grant: nobody knows that anything ended; frozen   |
 *
 * `access` is as it stands for what is held: what cannot be read at HEAD is there as the last version that could be
 * (`run/standing-access`), with its findings. A policy that cannot be read ends nothing and freezes nothing: it denies new
 * judgements, which is for who judges. Several grants of one pair are one binding, which lasts until the last of those
 * that hold now: there is no gap where they overlap or meet, and another that ends earlier shortens nothing.
 */
export function desire(input: {
  readonly requests: readonly RequestAtHead[];
  readonly access: Access;
  readonly now: Instant;
}): Desire {
  const { requests, access, now } = input;
  const grants: Judged[] = [];
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
      for (const one of holds ? verdict.what.map((what) => judged(what, verdict, path, added.commit)) : []) {
        const gone = offboarding(one, access);
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
    unread: unreadIn(access),
    ended: expire(requests, now),
    ...(next === undefined ? {} : { next }),
    findings,
  };
}

function judged(what: What, verdict: Standing, request: string, commit: string): Judged {
  const { who, window, facts } = verdict;
  return { grant: { who, what, ...window, request, commit, pull: facts.pull }, holder: verdict };
}

function offboarding({ grant, holder }: Judged, access: Access): readonly Finding[] {
  const because = whyOffboarded(grant, holder, access);
  if (because === undefined) return [];
  const { who, what, request } = grant;
  return [finding("offboarded", { path: request }, { who, what, because }, "warning")];
}

/**
 * Why what was granted holds no more, though its request is there; undefined where it does. For whom and where it was
 * judged is compared as far as it is known.
 */
export function whyOffboarded(
  pair: { readonly who: string; readonly what: What },
  judged: Partial<Holder>,
  access: Access,
): OffboardedBecause | undefined {
  const { people, systems } = access;
  const person = personOf(people, pair.who);
  const name = systemOf(pair.what);
  const system = systems.get(name);
  const unread = unreadIn(access);
  // What no version can be read of must not look as if it were gone.
  if (person === undefined && !(unread.people && people.people.size === 0)) return "person";
  if (differs(person?.id, judged.id)) return "account";
  if (system === undefined) return unread.systems.has(name) ? undefined : "system";
  if (differs(placeOf(system), judged.place)) return "place";
  if (roleIn(systems, pair.what) === undefined) return "role";
  return differs(person && identityOf(system, person), judged.identity) ? "identity" : undefined;
}

function differs<Value>(now: Value | undefined, then: Value | undefined): boolean {
  return now !== undefined && then !== undefined && now !== then;
}

function bindingsOf(grants: readonly Judged[]): readonly Binding[] {
  const pairs = new Map<string, readonly Judged[]>();
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
      return [{ who, what, identity: longest.holder.identity, from, until, request, commit, pulls }];
    });
}

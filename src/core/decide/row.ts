import { pairOf } from "../../model/binding.js";
import type { PastGrant } from "../../model/facts.js";
import type { Instant } from "../../model/instant.js";
import { sameLogin } from "../../model/person.js";
import { type Request, windowOf } from "../../model/request.js";
import type { What } from "../../model/what.js";

/** What is asked for one role, as the grant that it would become at that moment. */
export function asGrant(request: Request, what: What, at: Instant): PastGrant {
  const { path, who, emergency, renews } = request;
  const continued = renews === undefined ? {} : { renews };
  return { request: path, who, what, ...windowOf(request, at), emergency, ...continued };
}

/** Grants of one pair that hang together, without the one that is asked for. */
export interface Row {
  readonly grants: readonly PastGrant[];
  /** Those that it touches itself. */
  readonly neighbours: readonly PastGrant[];
}

/**
 * The grants that are in a row with what is asked: of two that follow each other, the later begins no more than `gap`
 * seconds after the end of the earlier, or says that it renews it. In which order they were asked for makes no
 * difference, so that a row cannot be hidden by asking for its end first.
 */
export function rowOf(asked: PastGrant, others: readonly PastGrant[], gap: number): Row {
  const same = others.filter((one) => sameLogin(one.who, asked.who) && one.what === asked.what);
  const row: PastGrant[] = [asked];
  let rest = same;
  for (const one of row) {
    row.push(...rest.filter((other) => touches(one, other, gap)));
    rest = rest.filter((other) => !touches(one, other, gap));
  }
  return { grants: row.slice(1), neighbours: same.filter((other) => touches(asked, other, gap)) };
}

function touches(one: PastGrant, other: PastGrant, gap: number): boolean {
  const near = one.from <= other.until + gap * 1000 && other.from <= one.until + gap * 1000;
  return near || one.renews === other.request || other.renews === one.request;
}

/** By pair, everything that the pull request asks for, as the grants that it would become at that moment. */
export function askedTogether(requests: readonly Request[], at: Instant): ReadonlyMap<string, readonly PastGrant[]> {
  const pairs = new Map<string, PastGrant[]>();
  for (const grant of requests.flatMap((request) => request.what.map((what) => asGrant(request, what, at)))) {
    const known = pairs.get(pairOf(grant));
    if (known === undefined) pairs.set(pairOf(grant), [grant]);
    else known.push(grant);
  }
  return pairs;
}

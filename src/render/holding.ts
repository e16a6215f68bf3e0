import type { Window } from "../model/request.js";
import { systemOf, type What } from "../model/what.js";
import type { AskedRequest, Holding } from "./request-comment.js";
import { listed, name, names, prose, type Sentence, say, time } from "./sentence.js";
import { lasting } from "./when.js";

/** What the person has in the system already, and what the request adds to it. */
export function holdingSentence({ request, window, holds }: AskedRequest): Sentence {
  const system = name(systemOf(request.what[0] ?? "the system/"));
  if (holds === undefined) return say`it could not be read what ${name(request.who)} has in ${system}.`;
  if (holds.length === 0) return say`nothing in ${system}.`;
  const others = holds.filter(({ what }) => !request.what.includes(what));
  const fresh = request.what.filter((what) => !holds.some((holding) => holding.what === what));
  return [
    ...request.what.flatMap((what) => extension(what, longest(what, holds), window)),
    ...(others.length === 0 ? [] : say`${listed(others.map(holdingClause), "and")}. `),
    ...(fresh.length === 0 ? [] : say`${names(fresh, "and")} would be new.`),
  ];
}

function longest(what: What, holds: readonly Holding[]): Holding | undefined {
  const own = holds.filter((holding) => holding.what === what);
  return own.toSorted((one, other) => other.window.until - one.window.until)[0];
}

function extension(what: What, holding: Holding | undefined, { from, until }: Window): Sentence {
  if (holding === undefined) return [];
  const has = holdingClause(holding);
  if (until <= holding.window.until && from >= holding.window.from) return say`${has}: **this adds nothing**. `;
  if (from > holding.window.until) return say`${has}; this begins later. `;
  const more = Math.max(0, until - holding.window.until) / 1000;
  return say`${has}: this is ${prose(lasting(more))} more of ${name(what)}. `;
}

function holdingClause({ what, window }: Holding): Sentence {
  return say`${name(what)} until ${time(window.until)}`;
}

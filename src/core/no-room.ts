import type { Instant } from "../model/instant.js";
import type { Window } from "../model/request.js";

/** Who × what takes one of something for a while. Several of one pair take one together. */
export interface Taking extends Window {
  readonly pair: string;
}

export interface NoRoom {
  /** The first moment of what is asked for at which all are taken. */
  readonly at: Instant;
  /** How many would be taken then, with what is asked for. */
  readonly wanted: number;
  /** The first moment after it at which one is free. */
  readonly again: Instant;
}

/** Undefined where there is room for what is asked for all along, or it has one already whenever there is not. */
export function noRoom(asked: Taking, others: readonly Taking[], limit: number): NoRoom | undefined {
  const moments = [
    ...others.flatMap(({ pair, from, until }) => [
      { at: from, pair, step: 1 },
      { at: until, pair, step: -1 },
    ]),
    { at: asked.from, pair: asked.pair, step: 0 },
  ].toSorted((one, other) => one.at - other.at);
  const taken = new Map<string, number>();
  let full: Omit<NoRoom, "again"> | undefined;
  for (const [index, { at, pair, step }] of moments.entries()) {
    const count = (taken.get(pair) ?? 0) + step;
    if (count === 0) taken.delete(pair);
    else taken.set(pair, count);
    // What ends at a moment makes room for what begins at it.
    if (moments[index + 1]?.at === at || at < asked.from) continue;
    if (full !== undefined && taken.size < limit) return { ...full, again: at };
    if (full !== undefined) continue;
    if (at >= asked.until) return undefined;
    if (taken.size >= limit && !taken.has(asked.pair)) full = { at, wanted: taken.size + 1 };
  }
  return undefined;
}

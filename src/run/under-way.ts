import type { Instant } from "../model/instant.js";
import type { Providers } from "./context.js";

/** Milliseconds after which what hangs is no longer waited for. */
const FORGOTTEN = 10 * 60_000;

const places = new WeakMap<Providers, Map<string, { readonly since: Instant; readonly work: Promise<unknown> }>>();

/**
 * Whether a change that an earlier run of this process began for the pair has not come to its end: a second one beside it
 * could be overtaken by the first.
 */
export function isUnderWay(providers: Providers, pair: string, now: Instant): boolean {
  const begun = places.get(providers)?.get(pair);
  return begun !== undefined && now < begun.since + FORGOTTEN;
}

/** Notes the change until it has ended, however it ends. */
export function noteUnderWay<Value>(
  providers: Providers,
  pair: string,
  now: Instant,
  work: Promise<Value>,
): Promise<Value> {
  const changes = places.get(providers) ?? new Map();
  places.set(providers, changes);
  changes.set(pair, { since: now, work });
  const ended = (): void => {
    if (changes.get(pair)?.work === work) changes.delete(pair);
  };
  work.then(ended, ended);
  return work;
}

import type { Instant } from "../model/instant.js";
import type { Providers } from "./context.js";

/** Milliseconds after which what hangs is no longer waited for. */
const FORGOTTEN = 10 * 60_000;

const begun = new WeakMap<Providers, Map<string, { readonly since: Instant; readonly work: Promise<unknown> }>>();

/**
 * Whether a change that an earlier run of this process began for what is held in a place by a pair has not come to its
 * end: a second one beside it could be overtaken by the first.
 */
export function isUnderWay(providers: Providers, holding: string, now: Instant): boolean {
  const change = begun.get(providers)?.get(holding);
  // The clock may have been set back since.
  return change !== undefined && Math.abs(now - change.since) < FORGOTTEN;
}

/** Notes the change until it has ended, however it ends. */
export function noteUnderWay<Value>(
  providers: Providers,
  holding: string,
  now: Instant,
  work: Promise<Value>,
): Promise<Value> {
  const changes = begun.get(providers) ?? new Map();
  begun.set(providers, changes);
  changes.set(holding, { since: now, work });
  const ended = (): void => {
    if (changes.get(holding)?.work === work) changes.delete(holding);
  };
  work.then(ended, ended);
  return work;
}

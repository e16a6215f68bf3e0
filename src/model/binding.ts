import type { Instant } from "./instant.js";
import { systemOf, type What } from "./what.js";

/** What a provider should hold: who × what, with one `until`: the union of the active grants for that pair. */
export interface Binding {
  readonly who: string;
  readonly what: What;
  /** How the system names the person. */
  readonly identity: string;
  /** When the first of the grants began: a provider that can refuses what is earlier. It is no part of a difference. */
  readonly from?: Instant;
  readonly until: Instant;
  /** The grant that lasts longest: the one the mark cites. */
  readonly request: string;
  readonly commit: string;
  /** Every pull request that asked for it. */
  readonly pulls: readonly number[];
}

/** What a provider does hold under our mark. */
export interface Held {
  readonly who: string;
  readonly what: What;
  readonly identity: string;
  /** 0 where nothing says until when: it is not whole then. */
  readonly until: Instant;
  readonly request: string;
  readonly commit: string;
  /** False where some part is missing or is not as we would make it today: it is made again, or taken away. */
  readonly whole: boolean;
  /** The provider's own name of it: an ARN, a role. */
  readonly name: string;
}

/** What lies where ours would and is not ours: reported, never touched. */
export interface Stranger {
  readonly name: string;
  readonly about: string;
}

export interface Observed {
  readonly held: readonly Held[];
  readonly strangers: readonly Stranger[];
}

/** Who × what, as a key: logins are compared without case. */
export function pairOf(pair: { readonly who: string; readonly what: What }): string {
  return `${pair.who.toLowerCase()} ${pair.what}`;
}

export function systemOfPair(pair: { readonly what: What }): string {
  return systemOf(pair.what);
}

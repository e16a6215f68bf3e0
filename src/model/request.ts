import type { Duration } from "./duration.js";
import type { Positions } from "./finding.js";
import type { Instant } from "./instant.js";
import type { What } from "./what.js";

/** A file in `access/requests/`, read: who, what, for how long, why. */
export interface Request {
  /** `access/requests/<system>/….yaml` */
  readonly path: string;
  /** The login as `people.yaml` spells it. */
  readonly who: string;
  /** One or more roles, all of the system whose folder the file lies in; none twice. */
  readonly what: readonly What[];
  readonly length: Length;
  /** Not before this instant; from the merge where it is absent. */
  readonly from?: Instant;
  readonly why: string;
  readonly ticket?: string;
  /** Break glass: without approvals, reviewed afterwards. */
  readonly emergency: boolean;
  /** The path of the request whose grant this one continues. */
  readonly renews?: string;
  /** Where each key stands in the file, by JSON pointer. */
  readonly at: Positions;
}

export type Length =
  | { readonly kind: "for"; readonly seconds: Duration }
  | { readonly kind: "until"; readonly until: Instant };

/** When a request holds, at half open ends. */
export interface Window {
  readonly from: Instant;
  readonly until: Instant;
}

/** The window of a request that is merged at `merged`: it starts at the later of `from` and the merge. */
export function windowOf(request: Request, merged: Instant): Window {
  const from = request.from !== undefined && request.from > merged ? request.from : merged;
  const until =
    request.length.kind === "until" ? request.length.until : ((from + request.length.seconds * 1000) as Instant);
  return { from, until };
}

export const REQUESTS = "access/requests/";

import type { Instant } from "./instant.js";
import { type Change, type EndCause, subjectOf } from "./plan.js";
import type { What } from "./what.js";

/** What one change came to. */
export interface Receipt {
  readonly action: Change["action"];
  readonly who: string;
  readonly what: What;
  readonly until: Instant;
  readonly request: string;
  readonly commit: string;
  readonly result: Result;
  /** Why it ended; of a revocation only. */
  readonly cause?: EndCause;
  /** It was not done by the run that writes this: it was found done. */
  readonly found?: true;
  /** A short name of what the role gave then: where the role has another one now, it was edited since. */
  readonly gives?: string;
}

export type Result =
  | { readonly outcome: "done" | "unchanged" }
  /** `error` is one line for people: no secret, no stack. */
  | { readonly outcome: "failed"; readonly transient: boolean; readonly error: string };

export function receiptOf(change: Change, result: Result): Receipt {
  const { who, what, until, request, commit } = subjectOf(change);
  return {
    action: change.action,
    who,
    what,
    until,
    request,
    commit,
    result,
    ...(change.action === "revoke" ? { cause: change.because } : {}),
  };
}

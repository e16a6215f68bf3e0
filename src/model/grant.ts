import type { Instant } from "./instant.js";
import type { What } from "./what.js";

/** A request that was merged and stands judged: who, one `what`, `[from, until)`. */
export interface Grant {
  readonly who: string;
  readonly what: What;
  readonly from: Instant;
  readonly until: Instant;
  /** The request's path. */
  readonly request: string;
  /** The merge commit that added it. */
  readonly commit: string;
  readonly pull: number;
}

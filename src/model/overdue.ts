import type { Instant } from "./instant.js";
import type { What } from "./what.js";

/** Access that was to be gone, and is not. */
export interface Overdue {
  readonly who: string;
  readonly what: What;
  /** The end that it was given. */
  readonly until: Instant;
  /** Since when it was to be gone, as far as is known. */
  readonly since: Instant;
  readonly request: string;
  /** The provider's own name of it; absent where the system cannot be read. */
  readonly name?: string;
  /** What went wrong the last time; absent where there was no time to try. */
  readonly error?: string;
}

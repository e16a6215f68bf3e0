import type { Instant } from "./instant.js";
import type { What } from "./what.js";

/** What says at the provider that a binding is ours. */
export interface Mark {
  /** `owner/name` of the access repository. */
  readonly repository: string;
  readonly who: string;
  readonly what: What;
  readonly until: Instant;
  readonly request: string;
  readonly commit: string;
}

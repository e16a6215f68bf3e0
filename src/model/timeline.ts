import type { Approval } from "./decision.js";
import type { Instant } from "./instant.js";
import type { EndCause } from "./plan.js";
import type { What } from "./what.js";

/** One stretch of held access, from its grant to its end: who, what, when, why. */
export interface TimelineEntry {
  readonly who: string;
  readonly what: What;
  /** When it was granted at the provider, or found there. */
  readonly granted: Instant;
  /** True where no run of ours wrote down the grant: it was found. */
  readonly found: boolean;
  /** The end it was last given. */
  readonly until: Instant;
  /** When it ended at the provider, and why; absent while it is held. */
  readonly ended?: Instant;
  readonly cause?: EndCause;
  /** Every request that it rested on, in the order in which they counted. */
  readonly requests: readonly RequestTrace[];
}

/** A request, with what the ledger and the merge commit say of it. */
export interface RequestTrace {
  readonly request: string;
  /** The merge commit that added it. */
  readonly commit: string;
  readonly pull?: number;
  readonly requestedBy?: string;
  readonly approvedBy: readonly Approval[];
  /** Of what nobody had to approve: by when somebody was to look at it, and who has. */
  readonly emergency?: {
    readonly due: Instant;
    readonly reviewed?: { readonly by: string; readonly at: Instant; readonly note: string };
  };
  /** The policies it was judged under. */
  readonly policies: readonly { readonly name: string; readonly blob: string }[];
  /** From the record of the merge commit: for reading, never evidence. */
  readonly why?: string;
  readonly ticket?: string;
}

import type { Unread } from "./access.js";
import type { Binding } from "./binding.js";
import type { Finding } from "./finding.js";
import type { Grant } from "./grant.js";
import type { PathEvent } from "./history.js";
import type { Instant } from "./instant.js";
import type { Verdict } from "./ledger-line.js";
import type { What } from "./what.js";

/** A request file of the default branch's head, with what is known of how it came there. */
export interface RequestAtHead {
  readonly path: string;
  readonly blob: string;
  /** The newest first-parent commit that added the path; absent where history could not say. */
  readonly added?: PathEvent;
  /** Whether the merge that added it stands; absent where it could not be judged. */
  readonly verdict?: Verdict;
  /** What is wrong with the file as it is now. With an error in it the file cannot be read. */
  readonly findings: readonly Finding[];
}

/** What git says should be held now. */
export interface Desire {
  /** Every grant whose window contains now, whether or not its holder can be named in the system today. */
  readonly grants: readonly Grant[];
  /** One for each pair. */
  readonly bindings: readonly Binding[];
  /** Requests that cannot be judged now: what is held by them stays until the end it was given. */
  readonly kept: readonly string[];
  /** Where nothing new is granted, since the folder cannot be read there. */
  readonly unread: Unread;
  /** Requests whose windows have passed: their files are to go. */
  readonly ended: readonly EndedRequest[];
  /** When something begins or ends next; absent where nothing will. */
  readonly next?: Instant;
  readonly findings: readonly Finding[];
}

/** A request at HEAD that has ended by time, or that somebody ends who may. */
export interface EndedRequest {
  readonly path: string;
  readonly who: string;
  readonly what: readonly What[];
  readonly until: Instant;
  /** The merge commit that added it: what the revert reverts. */
  readonly commit: string;
  readonly pull: number;
  readonly cause: "expired" | "returned" | "withdrawn";
}

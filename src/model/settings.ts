import type { Duration } from "./duration.js";

/** What `access/curfew.yaml` says of the whole repository. */
export interface Settings {
  /** The commit from which on policy must have come by approved pull requests; absent where nobody asks for it. */
  readonly anchor?: string;
  /** A commit that the ledger lost, as its code owners know. */
  readonly ledger?: string;
  /** How long a request may wait for a decision. */
  readonly waits: Duration;
}

export const DEFAULT_SETTINGS: Settings = { waits: (7 * 86_400) as Duration };

import type { Access } from "../model/access.js";
import type { System } from "../model/system.js";
import type { Budget } from "../ports/budget.js";
import type { Conversation } from "../ports/conversation.js";
import type { Forge } from "../ports/forge.js";
import type { History } from "../ports/history.js";
import type { Ledger } from "../ports/ledger.js";
import type { Log } from "../ports/log.js";
import type { PeoplePort } from "../ports/people.js";
import type { Provider, ProviderKind } from "../ports/provider.js";

/** All that a use case asks of the outside. The time is not among it: every run is given its one `now`. */
export interface Context {
  readonly forge: Forge;
  readonly conversation: Conversation;
  readonly history: History;
  readonly ledger: Ledger;
  readonly people: PeoplePort;
  readonly providers: Providers;
  readonly log: Log;
  /** How long this run may take. */
  readonly budget: Budget;
  /** The access folder of a commit, read once. Throws where git does not answer. */
  accessAt(commit: string): Promise<Access>;
}

export interface Providers {
  /** Undefined for a kind that there is not. */
  kind(name: string): Promise<ProviderKind | undefined>;
  /** Throws a Failure where the system cannot be reached at all. */
  open(system: System): Promise<Provider>;
}

import type { Binding } from "../../model/binding.js";
import type { Instant } from "../../model/instant.js";
import type { Provider, ProviderKind } from "../../ports/provider.js";

/** What the suite asks of a kind's harness: the real server of the kind, and hands to reach into it. */
export interface Harness {
  readonly kind: ProviderKind;
  /** A new place in which nothing is held. */
  open(): Promise<Place>;
}

/** One place, and what can be done to it behind the provider's back. */
export interface Place {
  readonly now: Instant;
  /** Two pairs of one system, both to be granted until the same instant, some hours from now. */
  readonly bindings: readonly [Binding, Binding];
  /** Opens the provider as a process started anew would, for the system of the bindings, without tries of the SDK's own. */
  connect(): Promise<Provider>;
  /** All that is held, as a value to compare, without what differs each time it is made (ids, times of creation). */
  snapshot(): Promise<unknown>;
  /** How many calls the provider has made until now. */
  calls(): number;
  /** As if the process had died: from the k-th call from now (counted from 1) none is answered; of it alone, the work may be done. */
  cut(call: number, work: "done" | "undone"): Promise<void>;
  /** Every call fails so: `transient` as when asked too often, `permanent` as when not allowed. */
  fail(how: "transient" | "permanent"): Promise<void>;
  /** Ends what `cut` and `fail` began. */
  heal(): Promise<void>;
  /** What others put where ours would lie, and how they take it away. `namesake`: it lies exactly where that binding would. */
  readonly foreign: readonly {
    readonly about: string;
    readonly namesake: boolean;
    place(binding: Binding): Promise<() => Promise<void>>;
  }[];
  /** What others do to a binding that is granted, which does not take our mark from it. */
  readonly drifts: readonly { readonly about: string; damage(binding: Binding): Promise<void> }[];
  /** What must appear nowhere. */
  readonly secrets: readonly string[];
  close(): Promise<void>;
}

/** The part of a test runner that the suite needs: vitest's, jest's and node:test's own fit. */
export interface Runner {
  describe(title: string, body: () => void): void;
  it(title: string, body: () => Promise<void>): void;
}

/** States one fact about a place that is opened for it alone. */
export type Law = (title: string, check: (place: Place) => Promise<void>) => void;

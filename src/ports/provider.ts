import type { Binding, Observed } from "../model/binding.js";
import type { Excess } from "../model/excess.js";
import type { Finding } from "../model/finding.js";
import type { Instant } from "../model/instant.js";
import type { Need } from "../model/need.js";
import type { GrantChange, RevokeChange } from "../model/plan.js";
import type { Enforcement, Preview } from "../model/preview.js";
import type { Quota } from "../model/quota.js";
import type { Receipt } from "../model/receipt.js";
import type { System } from "../model/system.js";

export type { Enforcement, Excess, Need, Preview, Quota };

/** One system held at one place. Methods that change something are idempotent and safe to interrupt after any call. */
export interface Provider {
  readonly kind: string;
  readonly curfew: Enforcement;
  /** What is held under our mark, and strangers beside it. Throws a Failure where it cannot be known in full. */
  observe(now: Instant): Promise<Observed>;
  /** Grants, extends or shortens. Never throws for what the provider answers: that is a failed receipt. */
  grant(change: GrantChange): Promise<Receipt>;
  /** Revoking what is gone succeeds as `unchanged`. */
  revoke(change: RevokeChange): Promise<Receipt>;
  /** What the holder pastes to use it: shell lines. */
  howTo(binding: Binding): string;
  /** Reachable, allowed? Changes nothing. */
  examine(): Promise<readonly Finding[]>;
  /** Absent where whoever reads sees at once what was written. */
  readonly settling?: Settling;
}

/** Of a system that answers for a while as it was before the last changes. */
export interface Settling {
  /** Seconds that it may take until what was changed is seen. */
  readonly seconds: number;
  /**
   * Whether what was granted is there as a whole for whoever reads; looks again a few times, within some seconds. Throws a
   * Failure where that cannot be known.
   */
  seen(binding: Binding): Promise<boolean>;
}

/** A kind of system, as the registry knows it. Importing it must not import the vendor's SDK. */
export interface ProviderKind {
  readonly kind: string;
  readonly curfew: Enforcement;
  /** What a grant would do, for reviewers, in short plain sentences; no calls. */
  preview(system: System, binding: Binding, repository: string): readonly Preview[];
  /** What the vendor would refuse of it as too much or too long; no calls. Absent where there is no such measure. */
  excesses?(system: System, binding: Binding, repository: string): readonly Excess[];
  /** Of what the vendor allows only so many at a time, and the binding takes one; no calls. Absent where it counts nothing. */
  quotas?(system: System, binding: Binding): readonly Quota[];
  /** The least that Curfew itself must be allowed there; no calls. Absent where the kind has no IAM policies. */
  needs?(system: System): readonly Need[];
  open(context: ProviderContext): Promise<Provider>;
}

export interface ProviderContext {
  readonly system: System;
  /** `owner/name`, part of the mark. */
  readonly repository: string;
  /** The process environment, for settings that are secret or of the place (endpoints, regions). */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** How often the SDK itself tries again; eight by default, 0 in tests that count faults. */
  readonly retries?: number;
  /** Milliseconds before the first of those; it doubles from there. The kind's own where absent, 0 in tests. */
  readonly retryDelay?: number;
  /** How to let so many milliseconds pass; the machine's own timer where it is absent. */
  readonly pause?: (milliseconds: number) => Promise<void>;
}

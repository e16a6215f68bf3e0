import type { Duration } from "./duration.js";

/** Who may receive which roles, for how long at most, and who must approve. */
export interface Policy {
  /** The file's name without `.yaml`. */
  readonly name: string;
  readonly path: string;
  /** The git blob that was read: what a record cites. */
  readonly blob: string;
  /** Globs over `<system>/<role>`; `*` stays within a name. */
  readonly what: readonly string[];
  readonly who: readonly Subject[];
  /** The longest a grant may last, in seconds. */
  readonly for: Duration;
  /** A regular expression that the ticket must match; without it no ticket is required. */
  readonly ticket?: string;
  /** All of these. An empty list: no approval is needed. */
  readonly approve: readonly Approve[];
  /** Each must hold. */
  readonly rules: readonly Rule[];
  /** How many grants of one pair may follow a first one in a row; any number where it is absent. */
  readonly renewals?: number;
  /** Access without approvals, reviewed afterwards; where it is absent there is none. */
  readonly emergency?: Emergency;
  /** Somebody else than the beneficiary may ask. */
  readonly behalf: boolean;
}

export interface Approve {
  readonly by: readonly Approver[];
  /** How many different people must approve. */
  readonly count: number;
  /** CEL: the clause applies only where it is true. Absent: always. */
  readonly when?: string;
}

/** CEL that must be true of every request, and what its author is told where it is not. */
export interface Rule {
  readonly expect: string;
  readonly message: string;
}

/** Who may break the glass, for how long at most, and how soon somebody must have looked at it; both in seconds. */
export interface Emergency {
  readonly who: readonly Subject[];
  readonly for: Duration;
  readonly review: Duration;
}

/** Somebody in `people.yaml`, or a team of it. */
export type Subject =
  | { readonly kind: "team"; readonly name: string }
  | { readonly kind: "user"; readonly login: string };

export type Approver = Subject | { readonly kind: "codeowners" };

/** As it is written in a policy: `team:sre`, `user:dana`, `codeowners`. */
export function formatApprover(approver: Approver): string {
  switch (approver.kind) {
    case "team":
      return `team:${approver.name}`;
    case "user":
      return `user:${approver.login}`;
    case "codeowners":
      return "codeowners";
    default:
      return approver satisfies never;
  }
}

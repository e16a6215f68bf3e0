import type { Decision, Reason } from "./decision.js";
import type { Duration } from "./duration.js";
import type { Instant } from "./instant.js";
import type { StatedFacts } from "./policy-case.js";
import type { What } from "./what.js";

/** A request that nobody has made, on facts that somebody states. */
export interface Question extends StatedFacts {
  readonly who: string;
  readonly what: What;
  readonly seconds: Duration;
  readonly why: string;
  readonly ticket?: string;
  readonly emergency: boolean;
}

/** Of a question that asks of everyone, or of every role, what is the same for all. */
export type Terms = Omit<Question, "who" | "what" | "author" | "seconds"> & {
  readonly author?: string;
  /** Absent: the longest that can be had. */
  readonly seconds?: Duration;
};

/** Whether somebody could have a role, and what for. */
export interface Possibility {
  readonly who: string;
  readonly what: What;
  /** When it was asked. */
  readonly at: Instant;
  /** `if`: the request would have to say more, or something else, than was said here. */
  readonly can: "yes" | "if" | "no";
  /** How long was asked for, or the longest that policy allows, in seconds. */
  readonly seconds: Duration;
  /** Who must approve: what is not fulfilled by those who are said to approve. */
  readonly approvals: readonly Extract<Reason, { kind: "approve" }>[];
  /** What the request would have to say. */
  readonly conditions: readonly Decision[];
  /** Why it could not be, whatever it said. */
  readonly obstacles: readonly Decision[];
  readonly decision: Decision;
}

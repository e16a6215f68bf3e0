import type { Instant } from "../model/instant.js";

export interface Clock {
  now(): Instant;
  /**
   * Runs once at or soon after the instant; returns how to cancel it. A clock that is moved past it fires it too; one
   * that is set back, when as much time has passed as was left.
   */
  wakeAt(instant: Instant, run: () => void): () => void;
}

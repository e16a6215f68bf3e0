import type { Instant } from "../model/instant.js";

export interface Clock {
  now(): Instant;
  /** Runs once at or soon after the instant; returns how to cancel it. A moved clock fires it too. */
  wakeAt(instant: Instant, run: () => void): () => void;
}

/**
 * What a run still has time for. `judge`: to ask about merges; `change`: to observe systems and to begin changes; `wait`:
 * to wait for the changes that were begun; `record`: to write down what was done, and to tell of it. They end in this
 * order.
 */
export type Phase = "judge" | "change" | "wait" | "record";

/** The time of one run, which is made with it. A process that is told to stop judges and begins nothing more either. */
export interface Budget {
  over(phase: Phase): boolean;
  /** Runs once when the phase is over, at once where it is; returns how to cancel. */
  onOver(phase: Phase, run: () => void): () => void;
  /** Whether the process was told to stop. */
  stopped(): boolean;
}

/** For what is done once, by somebody who waits for it. */
export const UNLIMITED: Budget = { over: () => false, onOver: () => () => undefined, stopped: () => false };

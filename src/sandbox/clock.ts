/**
 * The sandbox's clock: the time that people see and that IAM's conditions are judged by. It stands still until it is
 * moved, or runs with the wall clock at an offset. Signatures, JWTs and token lifetimes use `wall()`, so that real
 * clients, which know nothing of this clock, work.
 */
export interface SandboxClock {
  /** Epoch milliseconds. */
  now(): number;
  /** The machine's own time, epoch milliseconds. */
  wall(): number;
  /** Moves forward (or back) to an instant in epoch milliseconds and tells every listener. */
  moveTo(instant: number): void;
  /** Calls the listener after every move; returns how to stop that. */
  onMove(listener: (now: number) => void): () => void;
}

export function createSandboxClock(options: { readonly start: number; readonly running: boolean }): SandboxClock {
  const listeners = new Set<(now: number) => void>();
  let base = options.start;
  let since = Date.now();

  function now(): number {
    return options.running ? base + (Date.now() - since) : base;
  }

  return {
    now,
    wall: () => Date.now(),
    moveTo(instant) {
      base = instant;
      since = Date.now();
      for (const listener of [...listeners]) listener(instant);
    },
    onMove(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

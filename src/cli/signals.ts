const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;

/** A signal ends the process as it would, but by way of its exit, where what is temporary is removed. */
export function exitOnSignals(): void {
  for (const [signal, number] of Object.entries(SIGNALS)) process.once(signal, () => process.exit(128 + number));
}

/** What a process that finishes what it has begun is told by signals. */
export interface Stop {
  /** Told at the first signal; the second ends the process at once. */
  readonly signal: AbortSignal;
  /** The exit code that says which signal ended it; undefined where none came. */
  exit(): number | undefined;
}

let told: number | undefined;

/** The same, for who does not know how the process stops. */
export function exitOfSignal(): number | undefined {
  return told;
}

/** For a command that changes something: the first signal only says that it is to end. */
export function stopOnSignals(): Stop {
  const stopping = new AbortController();
  for (const [signal, number] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      if (told !== undefined) process.exit(told);
      told = 128 + number;
      stopping.abort();
    });
  }
  return { signal: stopping.signal, exit: exitOfSignal };
}

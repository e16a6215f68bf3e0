const SIGNALS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;

/** A signal ends the process as it would, but by way of its exit, where what is temporary is removed. */
export function exitOnSignals(): void {
  for (const [signal, number] of Object.entries(SIGNALS)) process.once(signal, () => process.exit(128 + number));
}

let told: number | undefined;

/** The exit code that says which signal ended the process; undefined where none came, or nothing waits for one. */
export function exitOfSignal(): number | undefined {
  return told;
}

/**
 * For a command that finishes what it has begun: aborted at the first signal, which only says that it is to end; the
 * second ends the process at once.
 */
export function stopOnSignals(): AbortSignal {
  const stopping = new AbortController();
  for (const [signal, number] of Object.entries(SIGNALS)) {
    process.on(signal, () => {
      if (told !== undefined) process.exit(told);
      told = 128 + number;
      stopping.abort();
    });
  }
  return stopping.signal;
}

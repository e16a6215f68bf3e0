import type { Instant } from "../model/instant.js";
import type { Clock, Log } from "../wire.js";

/**
 * Work for one repository, one job at a time. Events only wake a job: the same key asked for again before it has begun
 * is one run, and a key asked for while it runs is run once more. A job that throws is tried again, at once the first
 * time and then after waits that double from a second to half a minute, for ever: giving up would be losing an event.
 */
export interface Queue {
  add(key: string, job: () => Promise<void>): void;
  /** Resolves when nothing is running and nothing is due; what waits for a later retry does not count. */
  idle(): Promise<void>;
  /** Begins nothing more; resolves when what runs has ended. */
  close(): Promise<void>;
}

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;

/** `urgent`: the key that is begun before any other, however many wait: an end of access waits for no comment. */
export function createQueue(clock: Clock, log: Log, urgent?: string): Queue {
  const waiting = new Map<string, { readonly job: () => Promise<void>; readonly failures: number }>();
  const retries = new Map<string, () => void>();
  let running: Promise<void> | undefined;
  let closed = false;

  function add(key: string, job: () => Promise<void>): void {
    if (closed) return;
    retries.get(key)?.();
    retries.delete(key);
    waiting.set(key, { job, failures: waiting.get(key)?.failures ?? 0 });
    running ??= work();
  }

  async function work(): Promise<void> {
    // Asked for in one turn, begun in the next: what is asked for twice in a turn is run once.
    await Promise.resolve();
    for (let next = first(); next && !closed; next = first()) {
      const [key, { job, failures }] = next;
      waiting.delete(key);
      try {
        await job();
      } catch (error) {
        log.warn("job failed", { key, failures: failures + 1, error });
        retry(key, job, failures + 1);
      }
    }
    running = undefined;
  }

  function first(): [string, { readonly job: () => Promise<void>; readonly failures: number }] | undefined {
    const job = urgent === undefined ? undefined : waiting.get(urgent);
    return urgent !== undefined && job ? [urgent, job] : waiting.entries().next().value;
  }

  function retry(key: string, job: () => Promise<void>, failures: number): void {
    if (closed || waiting.has(key)) return;
    if (failures === 1) {
      waiting.set(key, { job, failures });
      return;
    }
    const wait = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (failures - 2));
    const cancel = clock.wakeAt((clock.now() + wait) as Instant, () => {
      retries.delete(key);
      if (closed || waiting.has(key)) return;
      waiting.set(key, { job, failures });
      running ??= work();
    });
    retries.set(key, cancel);
  }

  return {
    add,
    async idle() {
      while (running) await running;
    },
    async close() {
      closed = true;
      waiting.clear();
      for (const cancel of retries.values()) cancel();
      retries.clear();
      await running;
    },
  };
}

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

/** Milliseconds after which the urgent key waits no longer for a job that is under way: one that hangs must not hold up what ends. */
const PATIENCE = 10_000;

interface Waiting {
  readonly job: () => Promise<void>;
  readonly failures: number;
}

/**
 * `urgent`: the key that is begun before any other, however many wait: an end of access waits for no comment. It is begun
 * beside a job that takes too long, as if another process had; never beside itself.
 */
export function createQueue(clock: Clock, log: Log, urgent?: string): Queue {
  const waiting = new Map<string, Waiting>();
  const retries = new Map<string, () => void>();
  let running: Promise<void> | undefined;
  /** The urgent job, while it runs beside another. */
  let beside: Promise<void> | undefined;
  let current: { readonly key: string; readonly since: Instant } | undefined;
  let cancelHurry: (() => void) | undefined;
  let closed = false;

  function add(key: string, job: () => Promise<void>): void {
    if (closed) return;
    retries.get(key)?.();
    retries.delete(key);
    wait(key, { job, failures: waiting.get(key)?.failures ?? 0 });
  }

  function wait(key: string, one: Waiting): void {
    waiting.set(key, one);
    running ??= work();
    hurryIfUrgent(key);
  }

  function hurryIfUrgent(key: string): void {
    if (key !== urgent || current === undefined || current.key === urgent) return;
    // The clock may have been set back since.
    const end = Math.min(current.since, clock.now()) + PATIENCE;
    if (end > clock.now()) cancelHurry ??= clock.wakeAt(end as Instant, hurry);
    else queueMicrotask(hurry);
  }

  async function work(): Promise<void> {
    // Asked for in one turn, begun in the next: what is asked for twice in a turn is run once.
    await Promise.resolve();
    for (let next = first(); next && !closed; next = first()) {
      const [key, one] = next;
      current = { key, since: clock.now() };
      await run(key, one);
      current = undefined;
      cancelHurry?.();
      cancelHurry = undefined;
    }
    running = undefined;
  }

  async function run(key: string, { job, failures }: Waiting): Promise<void> {
    waiting.delete(key);
    try {
      await job();
    } catch (error) {
      log.warn("job failed", { key, failures: failures + 1, error });
      retry(key, job, failures + 1);
    }
  }

  function first(): [string, Waiting] | undefined {
    const job = urgent === undefined ? undefined : waiting.get(urgent);
    if (urgent !== undefined && job && !beside) return [urgent, job];
    for (const one of waiting) if (one[0] !== urgent) return one;
    return undefined;
  }

  function hurry(): void {
    cancelHurry = undefined;
    const one = urgent === undefined ? undefined : waiting.get(urgent);
    if (closed || beside || urgent === undefined || !one) return;
    log.warn("job takes long", { key: current?.key });
    beside = run(urgent, one).then(() => {
      beside = undefined;
      // It may have been asked for again.
      const again = waiting.get(urgent);
      if (again && !closed) wait(urgent, again);
    });
  }

  function retry(key: string, job: () => Promise<void>, failures: number): void {
    if (closed || waiting.has(key)) return;
    if (failures === 1) {
      waiting.set(key, { job, failures });
      return;
    }
    const pause = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (failures - 2));
    const cancel = clock.wakeAt((clock.now() + pause) as Instant, () => {
      retries.delete(key);
      if (closed || waiting.has(key)) return;
      wait(key, { job, failures });
    });
    retries.set(key, cancel);
  }

  return {
    add,
    async idle() {
      while (running || beside) await (running ?? beside);
    },
    async close() {
      closed = true;
      waiting.clear();
      for (const cancel of retries.values()) cancel();
      retries.clear();
      cancelHurry?.();
      await Promise.all([running, beside]);
    },
  };
}

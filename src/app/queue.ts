import { type Instant, instantOf } from "../model/instant.js";
import { type Clock, Failure, type Log } from "../wire.js";

/**
 * Work for one repository, one job at a time. Events only wake a job: the same key asked for again before it has begun
 * is one run, and a key asked for while it runs is run once more. A job that throws is tried again, at once the first
 * time and then after waits that double from a second to half a minute, for ever: giving up would be losing an event. What
 * will fail until somebody changes something, and is not urgent, waits for up to ten minutes: each time may be a dozen calls.
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
const LONGEST_LASTING_WAIT = 600_000;

/**
 * Milliseconds that what is urgent and all else wait for each other: a job that hangs must not hold up what ends, nor must
 * one end after the other hold up all else.
 */
const PATIENCE = 10_000;

interface Waiting {
  readonly job: () => Promise<void>;
  readonly failures: number;
}

interface Retry {
  readonly cancel: () => void;
  /** Those that count where it is asked for before that. */
  readonly failures: number;
}

/** One job at a time, of those that it takes. */
interface Lane {
  readonly takes: (key: string) => boolean;
  /** The key that is begun before its others. */
  readonly before?: string | undefined;
  running?: { readonly key: string; readonly since: Instant; readonly work: Promise<void> };
  /** Since when it waits for the other. */
  held?: Instant;
}

/**
 * `urgent`: the key that is begun before any other, however many wait: an end of access waits for no comment. Where either
 * has waited too long for the other, they go beside each other, as if in two processes, until one has nothing left to do.
 * `soon`: the key that is begun before all that is not urgent.
 */
export function createQueue(clock: Clock, log: Log, urgent?: string, soon?: string): Queue {
  const waiting = new Map<string, Waiting>();
  const retries = new Map<string, Retry>();
  const first: Lane = { takes: (key) => key === urgent };
  const second: Lane = { takes: (key) => key !== urgent, before: soon };
  /** Whether the two go beside each other. */
  let apart = false;
  let looking: Promise<void> | undefined;
  let cancelPatience: (() => void) | undefined;
  let closed = false;

  function wait(key: string, one: Waiting): void {
    waiting.set(key, one);
    look();
  }

  /** Asked for in one turn, begun in the next: what is asked for twice in a turn is run once. */
  function look(): void {
    looking ??= Promise.resolve().then(() => {
      looking = undefined;
      cancelPatience?.();
      cancelPatience = undefined;
      if (closed) return;
      if ([first, second].some((lane) => !lane.running && !nextIn(lane))) apart = false;
      begin(first, second);
      begin(second, first);
    });
  }

  function nextIn({ takes, before }: Lane): [string, Waiting] | undefined {
    const one = before === undefined ? undefined : waiting.get(before);
    if (before !== undefined && one !== undefined) return [before, one];
    for (const one of waiting) if (takes(one[0])) return one;
    return undefined;
  }

  function begin(lane: Lane, other: Lane): void {
    const next = nextIn(lane);
    if (lane.running || !next || !mayBegin(lane, other)) return;
    const [key, one] = next;
    delete lane.held;
    const since = clock.now();
    const work = run(key, one).then(() => {
      delete lane.running;
      look();
    });
    lane.running = { key, since, work };
  }

  function mayBegin(lane: Lane, { running }: Lane): boolean {
    if (!running || apart) return true;
    const now = clock.now();
    // The clock may have been set back since: then from now on, and once.
    lane.held = instantOf(Math.min(lane.held ?? now, now));
    const end = Math.min(running.since, lane.held) + PATIENCE;
    apart = end <= now;
    if (apart) log.warn("job takes long", { key: running.key });
    else cancelPatience = clock.wakeAt(end as Instant, look);
    return apart;
  }

  async function run(key: string, { job, failures }: Waiting): Promise<void> {
    waiting.delete(key);
    try {
      await job();
    } catch (error) {
      log.warn("job failed", { key, failures: failures + 1, error });
      retry(key, { job, failures: failures + 1 }, error);
    }
  }

  function retry(key: string, { job, failures }: Waiting, error: unknown): void {
    if (closed || waiting.has(key)) return;
    if (failures === 1) {
      waiting.set(key, { job, failures });
      return;
    }
    const lasting = urgent !== undefined && key !== urgent && error instanceof Failure && !error.transient;
    const pause = Math.min(lasting ? LONGEST_LASTING_WAIT : LONGEST_WAIT, FIRST_WAIT * 2 ** (failures - 2));
    const cancel = clock.wakeAt((clock.now() + pause) as Instant, () => {
      retries.delete(key);
      if (closed || waiting.has(key)) return;
      wait(key, { job, failures });
    });
    retries.set(key, { cancel, failures: lasting ? failures : 0 });
  }

  return {
    add(key, job) {
      if (closed) return;
      const before = retries.get(key);
      before?.cancel();
      retries.delete(key);
      wait(key, { job, failures: waiting.get(key)?.failures ?? before?.failures ?? 0 });
    },
    async idle() {
      for (;;) {
        const under = looking ?? first.running?.work ?? second.running?.work;
        if (under === undefined) return;
        await under;
      }
    },
    async close() {
      closed = true;
      waiting.clear();
      for (const { cancel } of retries.values()) cancel();
      retries.clear();
      cancelPatience?.();
      await Promise.all([first.running?.work, second.running?.work]);
    },
  };
}

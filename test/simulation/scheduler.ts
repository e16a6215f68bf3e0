import type { Random } from "./random.js";

interface Waiting {
  readonly process: Process;
  readonly go: () => void;
}

/** A process of ours: an App, a workflow's run, a person's command. What it was doing when it is stopped is never done. */
export interface Process {
  readonly name: string;
  alive: boolean;
  /** It makes this many more calls, and is stopped at the next; before that call is made or after it. */
  stopIn?: { calls: number; readonly when: "before" | "after" };
}

/**
 * Lets processes make one call at a time, in an order that the seed alone decides. Between two calls everything else
 * may happen, as it does between machines. `free`, calls are made at once as they come: that too is one of the orders.
 */
export interface Scheduler {
  free: boolean;
  /** Calls made so far. */
  calls: number;
  turn(process: Process): Promise<void> | undefined;
  /** Makes up to so many calls; resolves early when nobody wants to make one. */
  run(calls: number): Promise<void>;
  /** Until nobody wants to make one. */
  quiet(): Promise<void>;
  /** Whether somebody is in the middle of something. */
  busy(): boolean;
}

/** A run that makes more calls than this without an end is one that goes in circles. */
const ENDLESS = 20_000;

export function createScheduler(random: Random): Scheduler {
  let waiting: Waiting[] = [];

  function turn(process: Process): Promise<void> | undefined {
    scheduler.calls += 1;
    if (scheduler.free) return undefined;
    return new Promise((go) => waiting.push({ process, go }));
  }

  async function run(calls: number): Promise<void> {
    for (let made = 0; made < calls; made += 1) {
      await settled();
      waiting = waiting.filter(({ process }) => process.alive);
      if (waiting.length === 0) return;
      const [next] = waiting.splice(random.below(waiting.length), 1);
      next?.go();
    }
    await settled();
  }

  async function quiet(): Promise<void> {
    const before = scheduler.calls;
    for (;;) {
      await run(1000);
      if (!busy()) return;
      if (scheduler.calls - before > ENDLESS) throw new Error("the processes do not come to an end");
    }
  }

  function busy(): boolean {
    return waiting.some(({ process }) => process.alive);
  }

  const scheduler: Scheduler = { free: false, calls: 0, turn, run, quiet, busy };
  return scheduler;
}

/** Everything that follows from what was done is done when the event loop comes round: nothing here waits for anything else. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** What comes of work whose calls this scheduler lets through; throws what it throws. */
export async function driven<Value>(scheduler: Pick<Scheduler, "quiet">, work: Promise<Value>): Promise<Value> {
  let failed: unknown;
  const ended = work.catch((error: unknown) => {
    failed = error;
    return undefined;
  });
  await scheduler.quiet();
  const value = await ended;
  if (value === undefined) throw failed;
  return value;
}

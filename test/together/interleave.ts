import type { Interposed } from "./interposed.js";

/** What one process does, by way of what stands between it and the servers. */
export interface Run {
  readonly between: Interposed;
  work(): Promise<void>;
}

/**
 * - `inside`: the other does all of its work before the k-th call of the one.
 * - `across`: each comes to its k-th call; then the one goes on to its end, and then the other.
 */
export const ORDERS = ["inside", "across"] as const;
export type Order = (typeof ORDERS)[number];

/**
 * Two runs at once, put in order at the k-th call; `across`, the other may come to a call of its own. Whether the one came
 * so far: otherwise it ended before the other began.
 */
export async function interleave(
  one: Run,
  other: Run,
  order: Order,
  call: number,
  across: number | RegExp = call,
): Promise<boolean> {
  let whole: Promise<void> | undefined;
  const ended = deferred();
  one.between.before(call, async () => {
    const reached = deferred();
    if (order === "across") {
      other.between.before(across, async () => {
        reached.resolve();
        await ended.promise;
      });
    }
    whole = other.work();
    await (order === "across" ? Promise.race([whole, reached.promise]) : whole);
  });
  try {
    await one.work();
  } finally {
    ended.resolve();
    one.between.before(0, async () => undefined);
  }
  const came = whole !== undefined;
  await (whole ?? other.work());
  other.between.before(0, async () => undefined);
  return came;
}

function deferred(): { readonly promise: Promise<void>; resolve(): void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

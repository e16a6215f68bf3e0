import { setTimeout as wait } from "node:timers/promises";
import { Failure } from "../ports/failure.js";

/**
 * How often a call that failed transiently is made again, and how long after: `delay` milliseconds, then twice that, …;
 * each time up to half of it less, so that those who failed together do not come back together.
 */
export interface Retries {
  readonly times: number;
  readonly delay: number;
}

/** The longest pause between two attempts, in milliseconds. */
const LONGEST = 30_000;

export async function retry<T>(retries: Retries, work: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (error) {
      if (attempt >= retries.times || !isTransient(error)) throw error;
      await pause(retries, attempt);
    }
  }
}

export function isTransient(error: unknown): boolean {
  return error instanceof Failure && error.transient;
}

export async function pause(retries: Retries, attempt: number): Promise<void> {
  await wait(Math.min(LONGEST, retries.delay * 2 ** attempt) * (1 - Math.random() / 2));
}

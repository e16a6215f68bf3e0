import type { IAMClientConfig } from "@aws-sdk/client-iam";
import { isOverQuota, isTransient } from "./aws-failure.js";

type RetryStrategy = Extract<
  NonNullable<IAMClientConfig["retryStrategy"]>,
  { refreshRetryTokenForRetry: (...given: never[]) => unknown }
>;

/** Milliseconds. */
const DELAY = 100;
const LONGEST_DELAY = 20_000;
/** Who asks too often is to wait longer than who met a hiccup. */
const THROTTLED = 5;

/**
 * As the SDK's standard mode: exponential, with full jitter, at most 20 s; and like it, no more than so often. Unlike it,
 * a change that met another change of the same role is tried again, what is over a quota of IAM is not, and a run that
 * many calls were throttled in does not give up early: how much is asked at once is bounded where the calls are made.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export function createRetryStrategy(options: {
  readonly retries: number;
  readonly delay: number | undefined;
}): RetryStrategy {
  const { retries, delay = DELAY } = options;
  return {
    acquireInitialRetryToken: async () => token(0, 0),
    refreshRetryTokenForRetry: async (last, { error, errorType, retryAfterHint }) => {
      const count = last.getRetryCount();
      const isPassing = errorType === "THROTTLING" || errorType === "TRANSIENT" || isTransient(error);
      if (count >= retries || !isPassing || isOverQuota(error)) throw new Error("not tried again");
      const base = errorType === "THROTTLING" ? delay * THROTTLED : delay;
      const delayed = Math.random() * Math.min(LONGEST_DELAY, base * 2 ** count);
      // Where the service says when, nobody asks before; what is too long to wait for here, the next run asks.
      const asked = retryAfterHint === undefined ? 0 : retryAfterHint.getTime() - Date.now();
      if (asked > LONGEST_DELAY) throw new Error("not tried again");
      return token(count + 1, Math.max(asked, delayed));
    },
    recordSuccess: () => undefined,
  };
}

function token(count: number, delay: number) {
  return { getRetryCount: () => count, getRetryDelay: () => delay };
}

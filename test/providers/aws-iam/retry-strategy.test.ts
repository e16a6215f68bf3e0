import { afterEach, describe, expect, it, vi } from "vitest";
import { createRetryStrategy } from "../../../src/providers/aws-iam/retry-strategy.js";

afterEach(() => {
  vi.restoreAllMocks();
});

const THROTTLED = { errorType: "THROTTLING" } as const;
const HICCUP = { errorType: "TRANSIENT" } as const;

type Reason = Parameters<ReturnType<typeof createRetryStrategy>["refreshRetryTokenForRetry"]>[1];

/** The pauses in milliseconds before each further try, where each fails for that reason. */
async function pauses(
  reason: Reason,
  options: { readonly luck: number; readonly retries?: number },
): Promise<number[]> {
  vi.spyOn(Math, "random").mockReturnValue(options.luck);
  const { retries = 3 } = options;
  const strategy = createRetryStrategy({ retries, delay: 100 });
  let token = await strategy.acquireInitialRetryToken("");
  const all: number[] = [];
  for (let count = 0; count < retries; count += 1) {
    token = await strategy.refreshRetryTokenForRetry(token, reason);
    all.push(token.getRetryDelay());
  }
  return all;
}

describe("what AWS did not take is asked again", () => {
  it("after a pause that grows, up to twenty seconds, and longer where AWS throttles", async () => {
    expect(await pauses(HICCUP, { luck: 1 })).toEqual([100, 200, 400]);
    expect(await pauses(THROTTLED, { luck: 1 })).toEqual([500, 1000, 2000]);
    expect((await pauses(THROTTLED, { luck: 1, retries: 9 })).at(-1)).toBe(20_000);
  });

  it("not by all at the same time: anywhere within the pause", async () => {
    expect(await pauses(THROTTLED, { luck: 0 })).toEqual([0, 0, 0]);
    expect(await pauses(THROTTLED, { luck: 0.5 })).toEqual([250, 500, 1000]);
  });

  it("not before AWS says, whatever the pause would be", async () => {
    const retryAfterHint = new Date(Date.now() + 5000);
    for (const pause of await pauses({ ...THROTTLED, retryAfterHint }, { luck: 0 })) {
      expect(pause).toBeGreaterThan(3000);
      expect(pause).toBeLessThanOrEqual(5000);
    }
  });

  it("not at all where AWS says later than anybody waits here, nor more often than was said, nor what fails for good", async () => {
    const strategy = createRetryStrategy({ retries: 1, delay: 100 });
    const first = await strategy.acquireInitialRetryToken("");
    const late = { ...THROTTLED, retryAfterHint: new Date(Date.now() + 60_000) };
    const refused = Object.assign(new Error("no"), { name: "AccessDenied" });
    const final = { errorType: "CLIENT_ERROR", error: refused as unknown as NonNullable<Reason["error"]> } as const;
    const last = await strategy.refreshRetryTokenForRetry(first, HICCUP);
    for (const [token, reason] of [
      [first, late],
      [first, final],
      [last, HICCUP],
    ] as const) {
      await expect(strategy.refreshRetryTokenForRetry(token, reason)).rejects.toThrow("not tried again");
    }
  });
});

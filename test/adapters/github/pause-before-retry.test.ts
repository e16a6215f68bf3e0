import { describe, expect, it } from "vitest";
import { pauseBeforeRetry } from "../../../src/adapters/github/pause-before-retry.js";

type Answer = (error: unknown, asked: unknown) => Promise<unknown>;

/** What stands between a request that failed and the next try, where a second lasts so many milliseconds. */
function hookOf(delay: number): Answer {
  const hooks: Answer[] = [];
  const octokit = { hook: { error: (_: string, hook: Answer) => hooks.push(hook) } };
  const pauses = { times: 3, delay, longest: 60, final: [404] };
  pauseBeforeRetry(octokit as never, { pauses });
  const [hook] = hooks;
  if (hook === undefined) throw new Error("nothing waits");
  return hook;
}

function failed(status: number, headers: Readonly<Record<string, string>> = {}) {
  return Object.assign(new Error(`answered ${status}`), { status, response: { headers } });
}

/** How long it waited, in milliseconds; and how often the request may still be made again. */
async function waited(error: Error, request: { retryCount?: number; retries?: number } = {}, delay = 20) {
  const begun = performance.now();
  await expect(hookOf(delay)(error, { request })).rejects.toBe(error);
  return { milliseconds: performance.now() - begun, retries: request.retries };
}

describe("before a request is made again", () => {
  it("as many seconds pass as GitHub asks for", async () => {
    // A timer may fire within its last millisecond.
    expect((await waited(failed(503, { "retry-after": "5" }))).milliseconds).toBeGreaterThan(98);
  });

  it("time passes where it does not say, more with each try", async () => {
    expect((await waited(failed(502), { retryCount: 0 })).milliseconds).toBeGreaterThan(8);
    expect((await waited(failed(502), { retryCount: 2 })).milliseconds).toBeGreaterThan(38);
  });
});

// Were it waited for, each of these would take hours.
const HOURS = 1_000_000;

describe("nothing is waited for", () => {
  it("longer than anybody has time: the next run asks again", async () => {
    expect((await waited(failed(503, { "retry-after": "61" }), {}, HOURS)).retries).toBe(0);
  });

  it("where no other try follows: the answer is final, or it was the last", async () => {
    await waited(failed(404), {}, HOURS);
    await waited(failed(502), { retryCount: 3 }, HOURS);
    await waited(failed(502), { retryCount: 1, retries: 1 }, HOURS);
  });
});

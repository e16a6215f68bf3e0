import { expect, test } from "vitest";
import { type Calls, createCalls } from "../../../src/adapters/github/calls.js";
import type { GitHubClient } from "../../../src/adapters/github/client.js";
import { type Instant, instantOf } from "../../../src/model/instant.js";

const DATE = "Sun, 22 Nov 2026 14:00:00 GMT";
const ROUTE = "GET /rate_limit";

/** A client that gives these answers, one after the other, and the last one for ever. */
function callsTo(answers: readonly (() => unknown)[], now: () => Instant = () => instantOf(0)) {
  const asked: string[] = [];
  const request = async (route: string) => {
    asked.push(route);
    return answers[Math.min(asked.length, answers.length) - 1]?.();
  };
  const paginate = async (route: string, _: object, each: (answer: unknown) => unknown) => each(await request(route));
  const calls: Calls = createCalls({ request, paginate } as unknown as GitHubClient, now);
  return { calls, asked };
}

function limited(headers: Readonly<Record<string, string>>): () => never {
  return () => {
    throw Object.assign(new Error("API rate limit exceeded"), { status: 403, response: { headers, data: {} } });
  };
}

test.each([
  ["when its hour is over", { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1795357800", date: DATE }, 1800],
  ["after some minutes", { "retry-after": "300" }, 300],
])("whoever GitHub asked to come back %s asks nothing before", async (_, headers, seconds) => {
  let now = instantOf(Date.UTC(2026, 10, 22, 9));
  const begun = now;
  const { calls, asked } = callsTo([limited(headers), () => ({ data: {}, headers: {} })], () => now);
  await expect(calls.request(ROUTE)).rejects.toMatchObject({ transient: true });
  now = instantOf(begun + (seconds - 1) * 1000);
  await expect(calls.request(ROUTE)).rejects.toMatchObject({
    transient: true,
    message: "GET /rate_limit: GitHub asked to wait for 1 s",
  });
  expect(asked).toHaveLength(1);
  now = instantOf(begun + seconds * 1000);
  await calls.request(ROUTE);
  expect(asked).toHaveLength(2);
});

test("a clock that was set back since is not waited for", async () => {
  let now = instantOf(Date.UTC(2026, 10, 22, 9));
  const { calls } = callsTo([limited({ "retry-after": "300" }), () => ({ data: {}, headers: {} })], () => now);
  await expect(calls.request(ROUTE)).rejects.toThrow();
  now = instantOf(now - 86_400_000);
  await calls.request(ROUTE);
});

test("a page where JSON should be is a failure that may pass", async () => {
  const { calls } = callsTo([() => ({ data: "<html>We are down</html>", headers: {} })]);
  const failure = { transient: true, message: "GET /rate_limit: the answer is no JSON" };
  await expect(calls.request(ROUTE)).rejects.toMatchObject(failure);
  await expect(calls.paginate("GET /app/installations")).rejects.toMatchObject({ transient: true });
});

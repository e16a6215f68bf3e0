import { expect, it } from "vitest";
import { gitFailure } from "../../../src/adapters/git/git-failure.js";
import { createCalls } from "../../../src/adapters/github/calls.js";
import type { GitHubClient } from "../../../src/adapters/github/client.js";
import { githubFailure, statusOf, unless } from "../../../src/adapters/github/github-failure.js";
import { instantOf } from "../../../src/model/instant.js";

function answered(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
  return Object.assign(new Error(message), { status, response: { headers, data: { message } } });
}

it.each([
  [500, {}, true],
  [502, {}, true],
  [429, {}, true],
  [403, { "retry-after": "60" }, true],
  [403, { "x-ratelimit-remaining": "0" }, true],
  [403, {}, false],
  [401, {}, false],
  [404, {}, false],
  [409, {}, false],
  [422, {}, false],
] as const)("an answer of %i with %j is transient: %s", (status, headers, transient) => {
  const failure = githubFailure("GET /x", answered(status, "No", headers));
  expect([failure.transient, statusOf(failure)]).toEqual([transient, status]);
});

it("no answer is transient and has no status", () => {
  const failure = githubFailure("GET /x", Object.assign(new Error("socket hang up"), { status: 500 }));
  expect([failure.transient, statusOf(failure)]).toEqual([true, undefined]);
});

it("a missing permission is named", () => {
  const error = answered(403, "Resource not accessible by integration", {
    "x-accepted-github-permissions": "pull_requests=write",
  });
  expect(githubFailure("POST /x", error).message).toBe(
    "POST /x: GitHub answered 403: Resource not accessible by integration (one of these permissions is missing: pull_requests=write)",
  );
});

it("a message is one line without a token", () => {
  const text = githubFailure(
    "GET /x",
    answered(400, "bad\nghp_abcDEF123 \u001b[31m - https://docs.github.com/x"),
  ).message;
  expect(text).toBe("GET /x: GitHub answered 400: bad [token] [31m");
});

it("a throttled call answers nothing, whatever its status", async () => {
  const limited = githubFailure("GET /x", answered(403, "slow", { "retry-after": "1" }));
  await expect(unless([403], Promise.reject(limited))).rejects.toBe(limited);
  expect(await unless([403], Promise.reject(githubFailure("GET /x", answered(403, "no"))))).toBeUndefined();
});

it("GitHub's clock is read from refusals too", async () => {
  const refuse = async () => {
    throw answered(404, "Not Found", { date: "Sun, 22 Nov 2026 10:00:00 GMT" });
  };
  const now = () => instantOf(Date.parse("2026-11-22T09:59:15Z"));
  const calls = createCalls({ request: refuse, paginate: refuse } as unknown as GitHubClient, now);
  expect(calls.skew()).toBeUndefined();
  await expect(calls.request("GET /app")).rejects.toThrow("GET /app: GitHub answered 404");
  expect(calls.skew()).toBe(45);
});

it.each(["ghp_abc123", "github_pat_11AAA_bbb", "ghs_123456_eyJhbGciOi.eyJpbnN0.c2ln-bmF0dXJl"])(
  "no token is repeated: %s",
  (token) => {
    const failures = [
      githubFailure("GET /x", answered(401, `${token} is no token`)),
      gitFailure("git fetch failed", `fatal: ${token} is no token`),
    ];
    for (const { message } of failures)
      expect(message).toMatch(/: \[token\] is no token$|says fatal: \[token\] is no token$/);
  },
);

import { expect, test } from "vitest";
import { checkAll, isDenied, pullJson, pullText, wasDone } from "../../src/cli/commands/check-pulls.js";
import { instantOf } from "../../src/model/instant.js";
import { type Context, Failure } from "../../src/wire.js";

const NOW = instantOf(Date.UTC(2026, 10, 22, 14));

/** A forge with two open pull requests: the first cannot be read, the second was closed meanwhile. */
function contextWith(error: Error): Context {
  const pull = (number: number) => ({
    number,
    title: "Ask",
    author: { login: "alice", id: 1, bot: false },
    open: false,
    base: { branch: "main", commit: "b".repeat(40) },
    head: { branch: "ask", commit: "a".repeat(40) },
  });
  const forge = {
    defaultBranch: "main",
    mergedBranches: async () => [],
    openPullRequests: async () => [pull(1), pull(2)],
    pullRequest: async (number: number) => {
      if (number === 1) throw error;
      return pull(number);
    },
  };
  return { forge, history: { fetch: async () => {} } } as unknown as Context;
}

test("a pull request that cannot be judged stops no other", async () => {
  const pulls = await checkAll(contextWith(new Failure("GitHub answered 500", { transient: true })), NOW);
  expect(pulls.map(pullText)).toEqual(["#1 could not be judged: GitHub answered 500", "#2 not ours to judge"]);
  expect(pulls.map(wasDone)).toEqual([false, true]);
  expect(pulls.map(isDenied)).toEqual([false, false]);
  expect(pulls.map(pullJson)).toEqual([
    { pull: 1, error: "GitHub answered 500" },
    {
      pull: 2,
      title: "Ask",
      author: "alice",
      head: "a".repeat(40),
      kind: "other",
      merged: false,
      findings: [],
    },
  ]);
});

test("a bug does stop all of them", async () => {
  await expect(checkAll(contextWith(new TypeError("a bug")), NOW)).rejects.toThrow("a bug");
});

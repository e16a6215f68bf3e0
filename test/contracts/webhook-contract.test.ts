import { describe, expect, test } from "vitest";
import { validateWebhook } from "./github-contract.js";
import { official } from "./official.js";

/** GitHub's examples of these are older than a property that it now requires. */
const OUTDATED: Readonly<Record<string, readonly string[]>> = {
  pull_request_review: [
    "webhook pull_request_review: payload/pull_request/base/repo/has_discussions: is missing",
    "webhook pull_request_review: payload/pull_request/head/repo/has_discussions: is missing",
  ],
  push: ["webhook push: payload/repository/has_discussions: is missing"],
};

test.each(official.webhooks)(
  "GitHub's example of $event passes, but for what it is too old to have",
  ({ event, payload }) => {
    expect(validateWebhook(event, payload)).toEqual(OUTDATED[event] ?? []);
  },
);

describe("what is wrong in a webhook", () => {
  const opened = official.webhooks.find(({ event }) => event === "pull_request")?.payload ?? {};

  test.each<[fault: string, event: string, payload: unknown, problem: string]>([
    ["no sender", "pull_request", { ...opened, sender: undefined }, "payload/sender: is missing"],
    ["a wrong type", "pull_request", { ...opened, number: "7" }, "payload/number: must be integer"],
    ["an invented property", "pull_request", { ...opened, curfew: 1 }, "payload/curfew: is not known to GitHub"],
    ["an unknown event", "merge_queue", opened, "is not an event of the slice (test/contracts/slice.mjs)"],
    ["no payload", "push", undefined, "payload: must be object"],
  ])("%s is told", (_fault, event, payload, problem) => {
    expect(validateWebhook(event, payload)).toContain(`webhook ${event}: ${problem}`);
  });

  test("an action that the event does not have is told", () => {
    expect(validateWebhook("check_suite", { action: "opened" })).toEqual([
      'webhook check_suite: payload/action: must be one of ["completed","requested","rerequested"]',
    ]);
  });
});

import { expect, test } from "vitest";
import type { LedgerLine } from "../../src/model/ledger-line.js";
import { Failure } from "../../src/ports/failure.js";
import { reconcile } from "../../src/run/reconcile.js";
import { BLOB, facts, MERGE, minutes, standing } from "../core/world.js";
import { contextOf } from "../findings/contexts.js";

/** Of each pull request one request, whose access was given an hour ago and has ended since. */
const LINES = [1, 2, 3].flatMap((pull): readonly LedgerLine[] => {
  const request = `access/requests/aws-prod/2026/11/22/alice-${pull}.yaml`;
  const what = `aws-prod/role-${pull}` as const;
  const window = { from: minutes(-60), until: minutes(-10) };
  const receipt = { kind: "receipt", who: "alice", what, until: window.until, request, commit: MERGE } as const;
  const result = { outcome: "done" } as const;
  return [
    {
      kind: "judged",
      at: minutes(-60),
      request,
      blob: BLOB,
      commit: MERGE,
      verdict: standing(window, { what: [what], facts: facts({ pull }) }),
    },
    { ...receipt, at: minutes(-60), action: "grant", result },
    { ...receipt, at: minutes(-10), action: "revoke", cause: "expired", result },
  ];
});

function toldIn(comment: (pull: number) => void) {
  const told: number[] = [];
  const context = contextOf(
    {
      comment: async (pull) => {
        told.push(pull);
        comment(pull);
      },
    },
    {},
    {
      ledger: {
        read: async () => ({ lines: LINES, findings: [] }),
        lost: async () => undefined,
        append: async () => undefined,
      },
    },
  );
  return {
    async run(minute: number): Promise<readonly number[]> {
      told.length = 0;
      await reconcile(context, minutes(minute));
      return [...told];
    },
  };
}

test("a comment that was right is looked at again once an hour, however many runs there are", async () => {
  const { run } = toldIn(() => undefined);
  expect(await run(0)).toEqual([1, 2, 3]);
  expect(await run(1)).toEqual([]);
  expect(await run(59)).toEqual([]);
  expect(await run(60)).toEqual([1, 2, 3]);
});

test("a pull request that can never be told leaves no other untold", async () => {
  const { run } = toldIn((pull) => {
    if (pull === 1) throw new Failure("POST /repos/acme/access/issues/1/comments: 502", { transient: true });
  });
  expect(await run(0)).toEqual([1]);
  expect(await run(1)).toEqual([2, 3, 1]);
  expect(await run(2)).toEqual([1]);
});

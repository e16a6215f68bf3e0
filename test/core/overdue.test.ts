import { describe, expect, test } from "vitest";
import { lateRevocations } from "../../src/core/overdue.js";
import type { Held } from "../../src/model/binding.js";
import type { Instant } from "../../src/model/instant.js";
import type { LedgerLine } from "../../src/model/ledger-line.js";
import type { Change } from "../../src/model/plan.js";
import { type Receipt, receiptOf } from "../../src/model/receipt.js";
import { atHead, binding, held, minutes, NOW, standing } from "./world.js";

const DONE = { outcome: "done" } as const;
const DENIED = { outcome: "failed", transient: false, error: "AccessDenied" } as const;

function revocation(changes: Partial<Held> = {}): Change {
  return { action: "revoke", held: held(changes), because: "offboarded" };
}

function line(at: number, receipt: Receipt): LedgerLine {
  return { kind: "receipt", at: minutes(at), ...receipt };
}

/** Since when what is to be taken away now should be gone, in minutes from now; undefined where that is no alarm yet. */
function lateSince(change: Change, lines: readonly LedgerLine[]): number | undefined {
  const { overdue } = lateRevocations({ undone: [{ change, error: "AccessDenied" }], unobserved: [], lines, now: NOW });
  const since: Instant | undefined = overdue[0]?.since;
  return since === undefined ? undefined : (since - NOW) / 60_000;
}

test("what is held in an account that cannot be read is overdue, and not what another of that name holds", () => {
  const { path: request, blob, added } = atHead();
  const verdict = standing({ from: minutes(-120), until: minutes(-60) }, { place: "aws-iam 1" });
  const lines: readonly LedgerLine[] = [
    { kind: "judged", at: minutes(-120), request, blob, commit: added?.commit ?? "", verdict },
    line(-120, receiptOf({ action: "grant", binding: binding({ until: minutes(-60) }), because: "new" }, DONE)),
  ];
  const overdueIn = (place: string) => {
    const unobserved = [{ name: "aws-prod", place, error: "ECONNREFUSED" }];
    return lateRevocations({ undone: [], unobserved, lines, now: NOW }).overdue.map(({ who }) => who);
  };
  expect([overdueIn("aws-iam 1"), overdueIn("aws-iam 2")]).toEqual([["alice"], []]);
});

describe("a revocation that fails is overdue", () => {
  const revoke = revocation();
  const grant: Change = { action: "grant", binding: binding(), because: "new" };

  test("five minutes after it failed for the first time, where it is to end before its time", () => {
    expect(lateSince(revoke, [line(-4, receiptOf(revoke, DENIED))])).toBeUndefined();
    expect(lateSince(revoke, [line(-5, receiptOf(revoke, DENIED))])).toBe(-5);
  });

  test("though the same person is to have that role under another name, and that fails as well", () => {
    const both = [revoke, grant].map((change) => line(-9, receiptOf(change, DENIED)));
    expect(lateSince(revoke, both)).toBe(-9);
  });

  test("but not by what failed before something was done for them", () => {
    const done = line(-6, receiptOf(grant, DONE));
    expect(lateSince(revoke, [line(-9, receiptOf(revoke, DENIED)), done])).toBeUndefined();
  });

  test("five minutes after its end, and after its first failure where nothing says when that was", () => {
    expect(lateSince(revocation({ until: minutes(-5) }), [])).toBe(-5);
    const begun = revocation({ until: 0 as Instant, whole: false });
    expect(lateSince(begun, [])).toBeUndefined();
    expect(lateSince(begun, [line(-5, receiptOf(begun, DENIED))])).toBe(-5);
  });
});

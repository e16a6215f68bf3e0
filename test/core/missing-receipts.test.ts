import { describe, expect, test } from "vitest";
import { liveByLedger, missingReceipts } from "../../src/core/missing-receipts.js";
import type { Held } from "../../src/model/binding.js";
import type { LedgerLine, ReceiptLine } from "../../src/model/ledger-line.js";
import { atHead, BLOB, held, MERGE, minutes, NOW, PATH, standing } from "./world.js";

function line(changes: Partial<ReceiptLine> = {}): ReceiptLine {
  const { who, what, until, request, commit } = held();
  const receipt = { who, what, until, request, commit, action: "grant", result: { outcome: "done" } } as const;
  return { kind: "receipt", at: NOW, ...receipt, ...changes };
}

const JUDGED: LedgerLine = {
  kind: "judged",
  at: NOW,
  request: PATH,
  blob: BLOB,
  commit: MERGE,
  verdict: atHead().verdict ?? standing({ from: NOW, until: NOW }),
};

function missing(lines: readonly LedgerLine[], observed: readonly Held[]): readonly string[] {
  const receipts = missingReceipts({
    system: "aws-prod",
    place: "memory",
    lines,
    held: observed,
    ending: () => "withdrawn",
  });
  expect(receipts.every(({ found, result }) => found === true && result.outcome === "unchanged")).toBe(true);
  return receipts.map(({ action, who, until, cause }) =>
    `${action} ${who} ${(until - NOW) / 60_000} ${cause ?? ""}`.trim(),
  );
}

describe("what the ledger believes held", () => {
  test("is the last receipt of a pair that did something and was no end", () => {
    const lines = [JUDGED, line(), line({ action: "extend", until: minutes(90) }), line({ who: "bob" })];
    const live = liveByLedger([...lines, line({ who: "BOB", action: "revoke", cause: "expired" })]);
    expect(live.map(({ who, until }) => [who, until])).toEqual([["alice", minutes(90)]]);
  });

  test("is not changed by what failed", () => {
    const failed = { outcome: "failed", transient: true, error: "x" } as const;
    expect(liveByLedger([line({ result: failed })]).length).toBe(0);
    expect(liveByLedger([line(), line({ action: "revoke", result: failed })]).length).toBe(1);
  });
});

describe("what the ledger has to learn", () => {
  test("is nothing where it knows what is held", () => {
    expect(missing([line()], [held()])).toEqual([]);
    expect(missing([], [])).toEqual([]);
  });

  test("is what is held and unknown to it", () => {
    expect(missing([], [held()])).toEqual(["grant alice 60"]);
    expect(missing([], [held(), held({ until: minutes(90), name: "twice" })])).toEqual(["grant alice 90"]);
  });

  test("is another end than it knows", () => {
    expect(missing([line()], [held({ until: minutes(90) })])).toEqual(["extend alice 90"]);
    expect(missing([line()], [held({ until: minutes(30) })])).toEqual(["shorten alice 30"]);
  });

  test("is the end of what it believes held and is gone, of the observed system alone", () => {
    const lines = [line({ who: "zoe" }), line(), line({ what: "aws-test/admin" })];
    expect(missing(lines, [])).toEqual(["revoke alice 60 withdrawn", "revoke zoe 60 withdrawn"]);
  });

  test("is not what is held in part: the plan will have a receipt for it", () => {
    expect(missing([], [held({ whole: false })])).toEqual([]);
    expect(missing([line()], [held({ whole: false })])).toEqual([]);
  });

  test("is nothing more once it was written", () => {
    const lines = [line({ who: "zoe" })];
    const receipts = missingReceipts({
      system: "aws-prod",
      place: "memory",
      lines,
      held: [held()],
      ending: () => "withdrawn",
    });
    const written = receipts.map((receipt): ReceiptLine => ({ kind: "receipt", at: NOW, ...receipt }));
    expect(missing([...lines, ...written], [held()])).toEqual([]);
  });
});

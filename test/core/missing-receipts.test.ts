import { describe, expect, test } from "vitest";
import { liveByLedger, missingReceipts } from "../../src/core/missing-receipts.js";
import { plan } from "../../src/core/plan.js";
import type { Binding, Held } from "../../src/model/binding.js";
import { instantOf } from "../../src/model/instant.js";
import type { LedgerLine, ReceiptLine } from "../../src/model/ledger-line.js";
import { receiptOf } from "../../src/model/receipt.js";
import { atHead, BLOB, binding, held, MERGE, minutes, NOW, PATH, standing } from "./world.js";

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
    changes: [],
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

  test("is not what is held in part and known", () => {
    expect(missing([line()], [held({ whole: false })])).toEqual([]);
  });

  test("is another end of what is held in part, where the plan leaves it and will have no receipt for it", () => {
    expect(missing([line()], [held({ whole: false, until: minutes(90) })])).toEqual(["extend alice 90"]);
    expect(missing([line()], [held({ whole: false, until: instantOf(0) })])).toEqual([]);
  });

  test("is nothing more once it was written", () => {
    const lines = [line({ who: "zoe" })];
    const receipts = missingReceipts({
      system: "aws-prod",
      place: "memory",
      lines,
      held: [held()],
      changes: [],
      ending: () => "withdrawn",
    });
    const written = receipts.map((receipt): ReceiptLine => ({ kind: "receipt", at: NOW, ...receipt }));
    expect(missing([...lines, ...written], [held()])).toEqual([]);
  });
});

/** What the next run writes where the one before was killed between the provider and the ledger: `found` by `+`. */
function written(before: readonly LedgerLine[], observed: readonly Held[], desired: readonly Binding[], now = NOW) {
  const ending = (one: { readonly until: number }) => (one.until <= now ? "expired" : "withdrawn");
  const { changes } = plan({ system: "aws-prod", desired, held: observed, now, ending, kept: [], frozen: false });
  const missing = missingReceipts({
    system: "aws-prod",
    place: "memory",
    lines: before,
    held: observed,
    changes,
    ending,
  });
  const done = changes.map((change) => receiptOf(change, { outcome: "done" }));
  const receipts = [...missing, ...done];
  const after = [...before, ...receipts.map((receipt): LedgerLine => ({ kind: "receipt", at: now, ...receipt }))];
  const live = liveByLedger(after).map(({ who, until }) => [who, until]);
  // Whatever happened, the ledger says in the end what is desired.
  expect(live).toEqual(desired.map(({ who, until }) => [who, until]));
  return receipts.map(({ action, cause, found }) => `${found ? "+" : ""}${action}${cause ? ` ${cause}` : ""}`);
}

describe("a run that was killed before it wrote down what it did", () => {
  const longer = binding({ until: minutes(90) });
  const gone: readonly Binding[] = [];
  test.each<readonly [string, ...Parameters<typeof written>, readonly string[]]>([
    ["granted", [], [held()], [binding()], NOW, ["+grant"]],
    ["extended", [line()], [held({ until: minutes(90) })], [longer], NOW, ["+extend"]],
    ["shortened", [line({ until: minutes(90) })], [held()], [binding()], NOW, ["+shorten"]],
    ["revoked", [line()], [], gone, NOW, ["+revoke withdrawn"]],
    ["granted, and it has ended since", [], [held()], gone, minutes(61), ["+grant", "revoke expired"]],
    ["granted, and its holder left since", [], [held()], gone, NOW, ["+grant", "revoke withdrawn"]],
    ["granted, and the role was edited since", [], [held({ whole: false })], [binding()], NOW, ["grant"]],
    [
      "granted, the role was edited and its holder left since",
      [],
      [held({ whole: false })],
      gone,
      NOW,
      ["+grant", "revoke withdrawn"],
    ],
    [
      "began to grant, and it has ended since",
      [],
      [held({ whole: false })],
      gone,
      minutes(61),
      ["+grant", "revoke expired"],
    ],
    [
      "began to extend, and the longer end is wanted no more",
      [line()],
      [held({ whole: false })],
      [binding()],
      NOW,
      ["grant"],
    ],
    [
      "extended, and the longer end is wanted no more",
      [line()],
      [held({ until: minutes(90) })],
      [binding()],
      NOW,
      ["+extend", "shorten"],
    ],
    [
      "extended, and somebody damaged it since",
      [line()],
      [held({ whole: false, until: minutes(90) })],
      [longer],
      NOW,
      ["grant"],
    ],
    [
      "began to grant, and it is wanted for longer since",
      [],
      [held({ whole: false })],
      [longer],
      NOW,
      ["+grant", "extend"],
    ],
    [
      "began to grant, before anything said until when",
      [],
      [held({ whole: false, until: minutes(-NOW / 60_000) })],
      [binding()],
      NOW,
      ["grant"],
    ],
    ["began to revoke", [line()], [held({ whole: false })], gone, NOW, ["revoke withdrawn"]],
    ["revoked, and it is granted anew", [line()], [], [longer], NOW, ["+revoke withdrawn", "grant"]],
  ])("%s", (_, before, observed, desired, now, expected) => {
    expect(written(before, observed, desired, now)).toEqual(expected);
  });
});

import { fc, test as property } from "@fast-check/vitest";
import { expect, test } from "vitest";
import { turnsOf } from "../../src/core/turns.js";
import type { LedgerLine } from "../../src/model/ledger-line.js";
import type { Change } from "../../src/model/plan.js";
import { receiptOf } from "../../src/model/receipt.js";
import { binding, held, minutes, NOW } from "./world.js";

const revoke = (who: string): Change => ({ action: "revoke", held: held({ who }), because: "expired" });
const grant = (who: string): Change => ({ action: "grant", binding: binding({ who }), because: "new" });
const whoOf = (change: Change) => (change.action === "revoke" ? change.held.who : change.binding.who);
const lineOf = (change: Change, outcome: "failed" | "done"): LedgerLine => {
  const result = outcome === "failed" ? ({ outcome, transient: true, error: "Throttling" } as const) : { outcome };
  return { kind: "receipt", at: NOW, ...receiptOf(change, result) };
};
const order = (changes: readonly Change[], lines: readonly LedgerLine[], now = NOW) =>
  turnsOf(changes, lines, now).map(whoOf);

test("revocations have their turn before all else, and fresh ones before what failed last", () => {
  const lines = [lineOf(revoke("a"), "failed")];
  expect(order([revoke("a"), revoke("b"), revoke("c"), grant("d")], lines)).toEqual(["b", "c", "a", "d"]);
});

test("of four at least one has failed before: neither kind waits for all of the other", () => {
  const fresh = ["b", "c", "d", "e", "f", "g", "h"].map(revoke);
  const lines = [revoke("a"), revoke("z")].map((change) => lineOf(change, "failed"));
  const turns = order([revoke("a"), ...fresh, revoke("z")], lines, minutes(0));
  expect(turns.slice(0, 3)).toEqual(["b", "c", "d"]);
  expect(["a", "z"]).toContain(turns[3]);
  expect(turns.slice(4, 7)).toEqual(["e", "f", "g"]);
});

test("of what keeps failing each is the first in its minute", () => {
  const failing = ["a", "b", "c"].map(revoke);
  const lines = failing.map((change) => lineOf(change, "failed"));
  const first = [0, 1, 2].map((minute) => order(failing, lines, minutes(minute))[0]);
  expect([...first].sort()).toEqual(["a", "b", "c"]);
});

test("what was made good after it failed is fresh", () => {
  const lines = [lineOf(revoke("a"), "failed"), lineOf(revoke("a"), "done")];
  expect(order([revoke("a"), revoke("b")], lines)).toEqual(["a", "b"]);
});

const changes = fc.array(fc.tuple(fc.constantFrom("a", "b", "c", "d", "e"), fc.boolean()), { maxLength: 12 });
const failures = fc.subarray(["a", "b", "c", "d", "e"]);

property.prop([changes, failures, fc.nat({ max: 500 })])(
  "nothing is lost or doubled, and those of one person and kind keep their order",
  (given, failing, minute) => {
    const all = given.map(([who, ends]) => (ends ? revoke(who) : grant(who)));
    const lines = failing.map((who) => lineOf(revoke(who), "failed"));
    const turns = turnsOf(all, lines, minutes(minute));
    expect(new Set(turns)).toEqual(new Set(all));
    expect(turns).toHaveLength(all.length);
    for (const who of "abcde") {
      for (const action of ["revoke", "grant"]) {
        const those = (some: readonly Change[]) => some.filter((one) => whoOf(one) === who && one.action === action);
        expect(those(turns)).toEqual(those(all));
      }
    }
    const lastRevoke = turns.findLastIndex(({ action }) => action === "revoke");
    expect(turns.slice(0, lastRevoke + 1).every(({ action }) => action === "revoke")).toBe(true);
  },
);

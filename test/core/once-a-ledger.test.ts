import { expect, test } from "vitest";
import { furtherLines } from "../../src/core/further-lines.js";
import { onceALedger } from "../../src/core/once-a-ledger.js";
import { instantOf } from "../../src/model/instant.js";
import type { LedgerLine } from "../../src/model/ledger-line.js";

const line = (commit: string): LedgerLine => ({ kind: "policy", at: instantOf(0), commit, good: commit, offences: [] });

test("the same lines are looked through once, others anew", () => {
  let asked = 0;
  const commitsIn = onceALedger((lines) => {
    asked += 1;
    return lines.map((one) => (one.kind === "policy" ? one.commit : ""));
  });
  const ledger = [line("a"), line("b")];
  expect(commitsIn(ledger)).toBe(commitsIn(ledger));
  expect(commitsIn(furtherLines(ledger, []))).toEqual(["a", "b"]);
  expect(asked).toBe(1);
  expect(commitsIn(furtherLines(ledger, [line("c")]))).toEqual(["a", "b", "c"]);
  expect(commitsIn(ledger)).toEqual(["a", "b"]);
  expect(asked).toBe(2);
});

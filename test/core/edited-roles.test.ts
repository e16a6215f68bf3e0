import { describe, expect, test } from "vitest";
import { giftOf, withEdits } from "../../src/core/edited-roles.js";
import type { LedgerLine } from "../../src/model/ledger-line.js";
import type { Change } from "../../src/model/plan.js";
import { type Receipt, receiptOf } from "../../src/model/receipt.js";
import { binding, held, judged, minutes, system } from "./world.js";

const NOW_GIVES = system("aws-prod");
const GAVE = system("aws-prod", { settings: { region: "elsewhere" } });
const REPAIR: Change = { action: "grant", binding: binding(), because: "incomplete" };

function line(gave: typeof GAVE | undefined, changes: Partial<Receipt> = {}): LedgerLine {
  const receipt = receiptOf({ action: "grant", binding: binding(), because: "new" }, { outcome: "done" });
  const gives = gave && { gives: giftOf(receipt.what, gave) };
  return { kind: "receipt", at: minutes(-30), ...receipt, ...gives, ...changes };
}

function because(lines: readonly LedgerLine[], change: Change = REPAIR): string | undefined {
  return withEdits({ system: "aws-prod", changes: [change] }, NOW_GIVES, lines).changes[0]?.because;
}

describe("what is made anew", () => {
  test("is so since its role was edited, where the last that was done for it gave something else", () => {
    expect(because([line(GAVE)])).toBe("edited");
    const extend: Change = { action: "extend", binding: binding(), held: held(), because: "incomplete" };
    expect(because([line(GAVE, { who: "Alice" })], extend)).toBe("edited");
  });

  test("was damaged, where that gave what the role gives now", () => {
    expect(because([line(NOW_GIVES)])).toBe("incomplete");
    expect(because([line(GAVE), line(NOW_GIVES)])).toBe("incomplete");
  });

  test("is said to be no more than incomplete, where nobody knows what it gave", () => {
    expect(because([])).toBe("incomplete");
    expect(because([line(GAVE), line(undefined)])).toBe("incomplete");
    expect(because([line(GAVE, { who: "bob" })])).toBe("incomplete");
  });

  test("is told by what was done where it is held, and not where it was before", () => {
    const elsewhere = { commit: "5".repeat(40), action: "revoke", cause: "offboarded" } as const;
    const lines = [judged(), judged({ commit: elsewhere.commit, place: "another account" })];
    expect(because([...lines, line(GAVE), line(undefined, elsewhere)])).toBe("edited");
    expect(because([...lines, line(NOW_GIVES), line(GAVE, { ...elsewhere, action: "grant" })])).toBe("incomplete");
  });

  test("is not told by what failed", () => {
    const failed = { result: { outcome: "failed", transient: true, error: "x" } } as const;
    expect(because([line(NOW_GIVES), line(GAVE, failed)])).toBe("incomplete");
  });
});

test("what is given, ends or moves otherwise keeps its reason", () => {
  const others: readonly Change[] = [
    { action: "grant", binding: binding(), because: "new" },
    { action: "shorten", binding: binding(), held: held(), because: "grants" },
    { action: "revoke", held: held(), because: "drift" },
  ];
  for (const change of others) expect(because([line(GAVE)], change)).toBe(change.because);
});

import { describe, expect, it } from "vitest";
import { plan } from "../../src/core/plan.js";
import { withoutDone, withoutEarly } from "../../src/core/settling.js";
import type { Binding, Held } from "../../src/model/binding.js";
import type { LedgerLine, ReceiptLine } from "../../src/model/ledger-line.js";
import type { Receipt } from "../../src/model/receipt.js";
import { binding, held, judged, minutes, NOW } from "./world.js";

const SECONDS = 60;
const OLD = "5".repeat(40);

function line(changes: Partial<ReceiptLine> = {}): ReceiptLine {
  const { who, what, until, request, commit } = held();
  const receipt = { who, what, until, request, commit, action: "grant", result: { outcome: "done" } } as const;
  return { kind: "receipt", at: minutes(-0.5), ...receipt, ...changes };
}

function planned(lines: readonly LedgerLine[], observed: readonly Held[], desired: readonly Binding[] = [binding()]) {
  const input = { system: "aws-prod", held: observed, now: NOW, kept: [], frozen: false } as const;
  const full = plan({ ...input, desired, ending: () => "withdrawn" });
  const settled = withoutDone(full, { desired, lines, seconds: SECONDS, now: NOW });
  return settled.changes.map((change) => `${change.action} ${change.because}`);
}

describe("what was done a moment ago is not done again since it is not seen yet", () => {
  it("a grant, and an extension, until the end that was written", () => {
    expect(planned([line()], [])).toEqual([]);
    expect(planned([line({ action: "extend" })], [held({ until: minutes(30) })])).toEqual([]);
  });

  it("an end of what was granted by that request until then", () => {
    expect(planned([line({ action: "revoke" })], [held()], [])).toEqual([]);
    const other = held({ request: "access/requests/aws-prod/other.yaml" });
    expect(planned([line({ action: "revoke" })], [other], [])).toEqual(["revoke withdrawn"]);
  });

  it("but another end is written, and what failed is tried again", () => {
    expect(planned([line({ until: minutes(30) })], [])).toEqual(["grant new"]);
    const result = { outcome: "failed", transient: true, error: "x" } as const;
    expect(planned([line(), line({ result })], [])).toEqual(["grant new"]);
    expect(planned([line({ action: "revoke" })], [])).toEqual(["grant new"]);
  });

  it("an end that was moved, as long as the new one has not come", () => {
    const before = held({ until: minutes(-1) });
    const moved = line({ action: "extend", request: "access/requests/aws-prod/other.yaml" });
    expect(planned([moved], [before], [])).toEqual([]);
    expect(planned([{ ...moved, until: NOW }], [before], [])).toEqual(["revoke expired"]);
    expect(planned([{ ...moved, action: "shorten" }], [before], [])).toEqual(["revoke expired"]);
    expect(planned([{ ...moved, at: minutes(-2) }], [before], [])).toEqual(["revoke expired"]);
    expect(planned([moved], [held()], [])).toEqual(["revoke withdrawn"]);
  });

  it("nor for longer than it may take to be seen, whichever way the clocks differ", () => {
    expect(planned([line({ at: minutes(-1) })], [])).toEqual(["grant new"]);
    expect(planned([line({ at: minutes(1) })], [])).toEqual(["grant new"]);
  });

  it("whatever was done where it was held before, or under another name", () => {
    const [granted, taken] = [line(), line({ action: "revoke", commit: OLD, cause: "offboarded" })];
    for (const before of [judged({ commit: OLD, place: "elsewhere" }), judged({ commit: OLD, identity: "al" })]) {
      expect(planned([before, judged(), granted, taken], [])).toEqual([]);
      expect(believed([before, judged(), granted, taken], { action: "revoke" }, [binding()])).toBe(false);
    }
  });

  it("what gives less, or repairs, is done again at once", () => {
    expect(planned([line({ action: "shorten" })], [held({ until: minutes(90) })])).toEqual(["shorten grants"]);
    expect(planned([line()], [held()], [])).toEqual(["revoke withdrawn"]);
    expect(planned([line()], [held({ whole: false })])).toEqual(["grant incomplete"]);
  });
});

function believed(lines: readonly LedgerLine[], found: Pick<Receipt, "action">, desired: readonly Binding[]): boolean {
  const { who, what, until, request, commit } = held();
  const receipt = {
    ...found,
    who,
    what,
    until,
    request,
    commit,
    result: { outcome: "unchanged" },
    found: true,
  } as const;
  return withoutEarly([receipt], { desired, lines, seconds: SECONDS, now: NOW }).length === 1;
}

describe("what is found is not believed while it may only seem so", () => {
  it.each([
    ["gone, granted a moment ago, desired", line(), "revoke", [binding()], false],
    ["gone, granted a moment ago, not desired any more", line(), "revoke", [], true],
    ["gone, granted long ago", line({ at: minutes(-2) }), "revoke", [binding()], true],
    ["held, taken away a moment ago", line({ action: "revoke" }), "grant", [], false],
    ["held, taken away a moment ago, and desired anew", line({ action: "revoke" }), "grant", [binding()], true],
    ["held by another request than was taken away", line({ action: "revoke", request: "other" }), "grant", [], true],
    ["held until another end than was taken away", line({ action: "revoke", until: minutes(9) }), "grant", [], true],
    ["held, taken away long ago", line({ action: "revoke", at: minutes(-2) }), "grant", [], true],
    ["held until another end than was just written", line({ action: "extend" }), "shorten", [binding()], false],
  ] as const)("%s", (_title, last, action, desired, expected) => {
    expect(believed([last], { action }, desired)).toBe(expected);
  });

  it("everything is, of a system whose answers do not lag", () => {
    const settling = { desired: [binding()], lines: [line({ at: NOW })], seconds: 0, now: NOW };
    const { who, what, until, request, commit } = held();
    const gone: Receipt = { who, what, until, request, commit, action: "revoke", result: { outcome: "unchanged" } };
    expect(withoutEarly([gone], settling)).toEqual([gone]);
  });
});

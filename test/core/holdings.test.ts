import { expect, test } from "vitest";
import { holdingsIn } from "../../src/core/holdings.js";
import { liveByLedger, missingReceipts } from "../../src/core/missing-receipts.js";
import type { JudgedLine, ReceiptLine } from "../../src/model/ledger-line.js";
import { BASE, BLOB, held, MERGE, minutes, NOW, PATH, standing } from "./world.js";

const OLD = "aws-iam 111111111111";
const NEW = "aws-iam 222222222222";

function judged(commit: string, place: string): JudgedLine {
  const verdict = standing({ from: minutes(-60), until: minutes(60) }, { place });
  return { kind: "judged", at: NOW, request: PATH, blob: BLOB, commit, verdict };
}

function receipt(commit: string, action: ReceiptLine["action"] = "grant"): ReceiptLine {
  const { who, what, until, request } = held();
  return { kind: "receipt", at: NOW, who, what, until, request, commit, action, result: { outcome: "done" } };
}

const UNKNOWN = "9".repeat(40);
const TWO = [judged(BASE, OLD), judged(MERGE, NEW)];

test("the same pair in two places is two holdings, and the end of one is none of the other", () => {
  const lines = [...TWO, receipt(BASE), receipt(MERGE), receipt(BASE, "revoke")];
  expect(liveByLedger(lines).map(({ commit, place }) => [commit, place])).toEqual([[MERGE, NEW]]);
});

test("what cites a merge that the ledger does not know is where the pair was before, or was first", () => {
  const lines = [receipt(UNKNOWN), ...TWO, receipt(BASE), receipt(UNKNOWN, "extend"), receipt(MERGE)];
  const { placeOf } = holdingsIn(lines);
  const places = lines.flatMap((line) => (line.kind === "receipt" ? [placeOf(line)] : []));
  expect(places).toEqual([OLD, OLD, OLD, NEW]);
  expect(holdingsIn([receipt(UNKNOWN)]).placeOf(receipt(UNKNOWN))).toBeUndefined();
});

test("what is gone from one place, or held there, says nothing of the other", () => {
  const lines = [...TWO, receipt(BASE), receipt(MERGE)];
  const of = (place: string, observed: Parameters<typeof missingReceipts>[0]["held"]) =>
    missingReceipts({ system: "aws-prod", place, lines, held: observed, changes: [], ending: () => "offboarded" });
  expect(of(OLD, []).map(({ action, commit }) => [action, commit])).toEqual([["revoke", BASE]]);
  expect(of(NEW, []).map(({ action, commit }) => [action, commit])).toEqual([["revoke", MERGE]]);
  expect(of(OLD, [held({ commit: BASE })])).toEqual([]);
});

test("of what the ledger never judged, whoever is asked about that name answers", () => {
  const of = { system: "aws-prod", lines: [receipt(UNKNOWN)], changes: [], ending: () => "drift" as const };
  expect(missingReceipts({ ...of, place: NEW, held: [] })).toHaveLength(1);
  expect(missingReceipts({ ...of, place: NEW, held: [held()] })).toEqual([]);
});

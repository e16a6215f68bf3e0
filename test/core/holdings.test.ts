import { expect, test } from "vitest";
import { audit } from "../../src/core/audit.js";
import { holdingsIn } from "../../src/core/holdings.js";
import { liveByLedger, missingReceipts } from "../../src/core/missing-receipts.js";
import type { JudgedLine, ReceiptLine } from "../../src/model/ledger-line.js";
import { BASE, BLOB, held, MERGE, minutes, NOW, PATH, standing } from "./world.js";

const OLD = "aws-iam 111111111111";
const NEW = "aws-iam 222222222222";

function judged(commit: string, place: string, identity?: string): JudgedLine {
  const verdict = standing(
    { from: minutes(-60), until: minutes(60) },
    { place, ...(identity === undefined ? {} : { identity }) },
  );
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
  const { holdOf } = holdingsIn(lines);
  const places = lines.flatMap((line) => (line.kind === "receipt" ? [holdOf(line)?.place] : []));
  expect(places).toEqual([OLD, OLD, OLD, NEW]);
  expect(holdingsIn([receipt(UNKNOWN)]).holdOf(receipt(UNKNOWN))).toBeUndefined();
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

test("what is taken away from the name that a person had in a system ends nothing of what the new one was given", () => {
  const renamed = [judged(BASE, NEW, "arn:alice"), judged(MERGE, NEW, "arn:alice-1")];
  const lines = [...renamed, receipt(BASE), receipt(MERGE), receipt(BASE, "revoke")];
  expect(liveByLedger(lines).map(({ commit, identity }) => [commit, identity])).toEqual([[MERGE, "arn:alice-1"]]);
  expect(audit(lines, new Map()).map(({ requests, ended }) => [requests[0]?.commit, ended !== undefined])).toEqual([
    [BASE, true],
    [MERGE, false],
  ]);
  const of = { system: "aws-prod", place: NEW, lines, changes: [], ending: () => "offboarded" as const };
  expect(missingReceipts({ ...of, held: [held({ commit: MERGE, identity: "arn:alice-1" })] })).toEqual([]);
});

test("what is held under two names is two holdings, of which the ledger learns each", () => {
  const lines = [judged(BASE, NEW, "arn:alice"), judged(MERGE, NEW, "arn:alice-1"), receipt(MERGE)];
  const both = [held({ commit: BASE, identity: "arn:alice" }), held({ commit: MERGE, identity: "arn:alice-1" })];
  const of = { system: "aws-prod", place: NEW, changes: [], held: both, ending: () => "offboarded" as const };
  const learnt = missingReceipts({ ...of, lines });
  expect(learnt.map(({ action, commit }) => [action, commit])).toEqual([["grant", BASE]]);
  const written = learnt.map((one): ReceiptLine => ({ kind: "receipt", at: NOW, ...one }));
  expect(missingReceipts({ ...of, lines: [...lines, ...written] })).toEqual([]);
});

test("a mark that cites a merge for somebody else's name is written down once", () => {
  const lines = [judged(MERGE, NEW, "arn:alice"), receipt(MERGE)];
  const forged = [held({ commit: MERGE, identity: "arn:alice" }), held({ commit: MERGE, identity: "arn:mallory" })];
  const of = { system: "aws-prod", place: NEW, lines, changes: [], ending: () => "drift" as const };
  expect(missingReceipts({ ...of, held: forged })).toEqual([]);
});

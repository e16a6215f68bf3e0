import { describe, expect, test } from "vitest";
import { neededIntents, openIntents, voidIntents } from "../../src/core/intents.js";
import { type Instant, instantOf } from "../../src/model/instant.js";
import type { IntentLine, JudgedLine, LedgerLine, ReceiptLine } from "../../src/model/ledger-line.js";
import type { Change } from "../../src/model/plan.js";
import { atHead, BLOB, binding, held, MERGE, minutes, NOW, PATH, standing } from "./world.js";

const verdict = atHead().verdict ?? standing({ from: NOW, until: NOW });
const place = verdict.stands ? verdict.place : "";
const identity = verdict.stands ? verdict.identity : "";
const JUDGED: JudgedLine = { kind: "judged", at: NOW, request: PATH, blob: BLOB, commit: MERGE, verdict };
const GRANT: Change = { action: "grant", binding: binding({ identity }), because: "new" };

function subject() {
  const { who, what, until, request, commit } = held();
  return { who, what, until, request, commit };
}

function intent(changes: Partial<IntentLine> = {}): IntentLine {
  return { kind: "intent", at: NOW, ...subject(), place, identity, ...changes };
}

function receipt(changes: Partial<ReceiptLine> = {}): ReceiptLine {
  return { kind: "receipt", at: NOW, ...subject(), action: "grant", result: { outcome: "done" }, ...changes };
}

const FAILED = receipt({ result: { outcome: "failed", transient: true, error: "no answer" } });
const ENDED = receipt({ action: "revoke", cause: "expired" });

describe("an intent is open", () => {
  test.each<[string, readonly LedgerLine[], number]>([
    ["until something is written of what became of it", [JUDGED, intent()], 1],
    ["where giving it failed: it may have been done all the same", [JUDGED, intent(), FAILED], 1],
    ["no more where it was given", [JUDGED, intent(), receipt()], 0],
    ["no more where it has ended", [JUDGED, intent(), ENDED], 0],
    ["no more where it came to nothing", [JUDGED, intent(), { ...intent(), kind: "void" }], 0],
    ["again where it is to be given again", [JUDGED, intent(), receipt(), ENDED, intent()], 1],
    ["though the same was given elsewhere", [JUDGED, intent({ place: "aws-iam 2" }), receipt()], 1],
    ["though another has the same", [JUDGED, intent(), receipt({ who: "bob" })], 1],
  ])("%s", (_, lines, count) => {
    expect(openIntents(lines)).toHaveLength(count);
  });
});

describe("what is written before a change", () => {
  const needed = (lines: readonly LedgerLine[], changes: readonly Change[], judged: readonly JudgedLine[] = []) =>
    neededIntents({ lines, judged, place, changes, now: NOW });

  test("is what it gives that the ledger does not know of, and the new judgement that it rests on", () => {
    expect(needed([JUDGED], [GRANT], [JUDGED])).toEqual([JUDGED, intent()]);
    expect(needed([JUDGED], [GRANT])).toEqual([intent()]);
    const other: JudgedLine = { ...JUDGED, request: PATH.replace("alice", "bob") };
    expect(needed([JUDGED, other], [GRANT], [other])).toEqual([intent()]);
  });

  test("is nothing where the ledger believes that it is held, or is about to be", () => {
    expect(needed([JUDGED, receipt()], [GRANT])).toEqual([]);
    expect(needed([JUDGED, intent(), FAILED], [GRANT])).toEqual([]);
    expect(needed([JUDGED, receipt(), ENDED], [GRANT])).toEqual([intent()]);
  });

  test("is nothing where it gives nothing new", () => {
    const ends: Change = { action: "revoke", held: held(), because: "expired" };
    const longer: Change = { action: "extend", binding: binding({ identity }), held: held(), because: "grants" };
    expect(needed([JUDGED], [ends, longer])).toEqual([]);
  });
});

describe("what came to nothing", () => {
  const LATER = minutes(60);
  const voided = (of: Partial<Parameters<typeof voidIntents>[0]> = {}, now: Instant = LATER) =>
    voidIntents({ system: "aws-prod", place, lines: [JUDGED, intent()], held: [], changes: [], now, ...of });

  test("is what is neither held nor given an hour after it was to be", () => {
    expect(voided()).toEqual([{ ...intent(), kind: "void", at: LATER }]);
  });

  test.each<[string, Partial<Parameters<typeof voidIntents>[0]>, Instant]>([
    ["a call may still be on its way", {}, instantOf(LATER - 1)],
    ["it is held", { held: [held()] }, LATER],
    ["it is given now", { changes: [GRANT] }, LATER],
    ["another place was looked at", { place: "aws-iam 2" }, LATER],
    ["another system was looked at", { system: "aws-dev" }, LATER],
    ["somebody wrote what became of it", { lines: [JUDGED, intent(), receipt()] }, LATER],
  ])("is not known where %s", (_, of, now) => {
    expect(voided(of, now)).toEqual([]);
  });
});

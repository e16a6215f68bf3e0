import { expect, test } from "vitest";
import { emergenciesIn, openEmergencies, overdueEmergencies } from "../../src/core/emergencies.js";
import type { JudgedLine, LedgerLine, ReviewedLine } from "../../src/model/ledger-line.js";
import { BLOB, facts, MERGE, minutes, NOW, PATH, standing } from "./world.js";

const DUE = minutes(24 * 60);

function judged(changes: Parameters<typeof standing>[1] = {}): JudgedLine {
  const window = { from: NOW, until: minutes(60) };
  const verdict = standing(window, { emergency: { due: DUE }, facts: facts(), ...changes });
  return { kind: "judged", at: minutes(1), request: PATH, blob: BLOB, commit: MERGE, verdict };
}

function reviewed(changes: Partial<ReviewedLine> = {}): ReviewedLine {
  return { kind: "reviewed", at: minutes(30), request: PATH, commit: MERGE, by: "dana", note: "Right.", ...changes };
}

function open(...lines: readonly LedgerLine[]): readonly string[] {
  return openEmergencies(lines).map(({ who }) => who);
}

test("an emergency that stood is open until somebody has reviewed it", () => {
  expect(open(judged())).toEqual(["alice"]);
  expect(open(judged(), reviewed())).toEqual([]);
  expect(emergenciesIn([judged(), reviewed()])).toEqual([
    {
      request: PATH,
      commit: MERGE,
      pull: 42,
      who: "alice",
      what: ["aws-prod/admin"],
      merged: NOW,
      until: minutes(60),
      due: DUE,
      reviewed: reviewed(),
    },
  ]);
});

test("nobody reviews their own, in whatever letters", () => {
  expect(open(judged(), reviewed({ by: "Alice" }))).toEqual(["alice"]);
  expect(open(judged(), reviewed({ by: "alice" }), reviewed({ by: "dana" }))).toEqual([]);
});

test("a review of another merge, or of another request of it, is none of this one", () => {
  expect(open(judged(), reviewed({ commit: BLOB }))).toEqual(["alice"]);
  expect(open(judged(), reviewed({ request: `${PATH}x` }))).toEqual(["alice"]);
});

test("what did not stand, and what was no emergency, is none", () => {
  const { emergency: _, ...plain } = standing({ from: NOW, until: DUE }) as Extract<
    JudgedLine["verdict"],
    { stands: true }
  >;
  expect(open({ ...judged(), verdict: plain })).toEqual([]);
  const refused = {
    stands: false,
    finding: { code: "merge-direct", severity: "error", args: { commit: MERGE } },
  } as const;
  expect(open({ ...judged(), verdict: refused })).toEqual([]);
});

test("of two judgements on one merge the first counts", () => {
  expect(open(judged(), judged({ who: "bob" }))).toEqual(["alice"]);
});

test("it is overdue from the moment on at which it was due, as long as nobody has reviewed it", () => {
  const at = (now: typeof DUE, ...more: readonly LedgerLine[]) => overdueEmergencies([judged(), ...more], now).length;
  expect([at(minutes(-1, DUE)), at(DUE), at(minutes(1, DUE)), at(minutes(1, DUE), reviewed())]).toEqual([0, 1, 1, 0]);
});

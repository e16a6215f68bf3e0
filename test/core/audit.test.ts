import { describe, expect, test } from "vitest";
import { audit, heldAt, verify } from "../../src/core/audit.js";
import { decideRequests } from "../../src/core/decide/decide-requests.js";
import { finding } from "../../src/model/finding.js";
import type { JudgedLine, LedgerLine, ReceiptLine } from "../../src/model/ledger-line.js";
import type { CommitRecord } from "../../src/model/record.js";
import {
  access,
  BASE,
  BLOB,
  facts,
  HEAD,
  held,
  MERGE,
  minutes,
  NOW,
  PATH,
  request,
  review,
  standing,
} from "./world.js";

const WINDOW = { from: NOW, until: minutes(60) };
const FACTS = facts({ reviews: [review("dana")] });
const DECISION = decideRequests({ requests: [request()], access: access(), facts: FACTS }).decision;
const RECORDS = new Map<string, CommitRecord>([
  [
    MERGE,
    {
      title: "Grant alice aws-prod/admin for 1h (#42)",
      text: "Promote the replica.",
      entries: [
        {
          request: PATH,
          who: "alice",
          what: ["aws-prod/admin"],
          ticket: "INC-1",
          policies: [],
          approvedBy: [],
          emergency: false,
        },
      ],
    },
  ],
]);

function judged(changes: Partial<JudgedLine> = {}): JudgedLine {
  const verdict = standing(WINDOW, { facts: FACTS, decision: DECISION });
  return { kind: "judged", at: NOW, request: PATH, blob: BLOB, commit: MERGE, verdict, ...changes };
}

function receipt(changes: Partial<ReceiptLine> = {}): ReceiptLine {
  const { who, what, until, request, commit } = held();
  const subject = { who, what, until, request, commit, action: "grant", result: { outcome: "done" } } as const;
  return { kind: "receipt", at: minutes(1), ...subject, ...changes };
}

const END = receipt({ action: "revoke", at: minutes(61), cause: "expired" });

function findings(lines: readonly LedgerLine[], now = minutes(70)): readonly string[] {
  return verify(audit(lines, RECORDS), lines, now).map(({ code }) => code);
}

describe("the timeline", () => {
  test("says who had what, when, why, and by whose word", () => {
    expect(audit([judged(), receipt(), END], RECORDS)).toEqual([
      {
        who: "alice",
        what: "aws-prod/admin",
        granted: minutes(1),
        found: false,
        until: minutes(60),
        ended: minutes(61),
        cause: "expired",
        requests: [
          {
            request: PATH,
            commit: MERGE,
            pull: 42,
            requestedBy: "alice",
            approvedBy: [{ login: "dana", commit: HEAD, as: "codeowners", at: minutes(-5) }],
            policies: [{ name: "production-admin", blob: BLOB }],
            why: "Promote the replica.",
            ticket: "INC-1",
          },
        ],
      },
    ]);
  });

  test("has one stretch from the grant over its extensions to its end, and another for the next", () => {
    const longer = receipt({ action: "extend", until: minutes(90), request: "other", commit: BASE, at: minutes(30) });
    const again = receipt({ at: minutes(120), until: minutes(180), found: true });
    const timeline = audit([judged(), receipt(), longer, END, again], RECORDS);
    expect(timeline.map(({ granted, until, found }) => [granted, until, found])).toEqual([
      [minutes(1), minutes(90), false],
      [minutes(120), minutes(180), true],
    ]);
    expect(timeline[0]?.requests.map(({ commit }) => commit)).toEqual([MERGE, BASE]);
    expect(timeline[0]?.requests[1]).toEqual({ request: "other", commit: BASE, approvedBy: [], policies: [] });
    expect(timeline[1]).not.toHaveProperty("ended");
  });

  test("knows nothing of what failed, nor of the end of what never began", () => {
    const failed = receipt({ result: { outcome: "failed", transient: true, error: "x" } });
    expect(audit([failed, END], RECORDS)).toEqual([]);
  });

  test("takes an end without a cause as it is", () => {
    const { cause: _, ...end } = END;
    expect(audit([receipt(), end], new Map())[0]).not.toHaveProperty("cause");
  });

  test("says who had what at a moment: from the grant, and no more at the end", () => {
    const timeline = audit([receipt(), END, receipt({ who: "bob" })], RECORDS);
    const holders = (minute: number) => heldAt(timeline, minutes(minute)).map(({ who }) => who);
    expect([holders(0), holders(1), holders(60), holders(61)]).toEqual([
      [],
      ["alice", "bob"],
      ["alice", "bob"],
      ["bob"],
    ]);
  });
});

test("of an emergency it is told by when it was to be reviewed, and by whom it was", () => {
  const emergency = judged({
    verdict: standing({ from: NOW, until: minutes(60) }, { emergency: { due: minutes(120) } }),
  });
  const review = { kind: "reviewed", at: minutes(90), request: PATH, commit: MERGE, note: "Restarted it." } as const;
  const told = (by: string) =>
    audit([emergency, receipt(), END, { ...review, by }], RECORDS)[0]?.requests[0]?.emergency;
  expect(told("dana")).toEqual({
    due: minutes(120),
    reviewed: { by: "dana", at: minutes(90), note: "Restarted it." },
  });
  expect(told("alice")).toEqual({ due: minutes(120) });
});

describe("verifying", () => {
  test("finds nothing where every grant was judged and has ended", () => {
    expect(findings([judged(), receipt(), END])).toEqual([]);
    expect(findings([judged(), receipt()], minutes(59))).toEqual([]);
  });

  test("finds a grant that no standing judgement explains", () => {
    const direct = finding("merge-direct", { path: PATH }, { commit: MERGE });
    const fallen = judged({ verdict: { stands: false, finding: direct } });
    expect(findings([receipt(), END])).toEqual(["unexplained-grant"]);
    expect(findings([fallen, receipt(), END])).toEqual(["unexplained-grant"]);
    expect(findings([judged({ commit: BASE }), receipt(), END])).toEqual(["unexplained-grant"]);
  });

  test("finds a grant to another person, of another role, too soon, or for too long", () => {
    for (const changes of [
      { who: "bob" },
      { what: "aws-prod/reader" } as const,
      { at: minutes(-1) },
      { until: minutes(61) },
    ]) {
      const end = receipt({ ...changes, action: "revoke", at: minutes(65) });
      expect(findings([judged(), receipt(changes), end])).toEqual(["unexplained-grant"]);
    }
  });

  test("believes the first judgement of a merge, not a later one", () => {
    const direct = finding("merge-direct", { path: PATH }, { commit: MERGE });
    const fallen = judged({ verdict: { stands: false, finding: direct } });
    expect(findings([fallen, judged(), receipt(), END])).toEqual(["unexplained-grant"]);
  });

  test("finds what should have ended and has not", () => {
    expect(findings([judged(), receipt()], minutes(60))).toEqual(["unended-grant"]);
  });

  test("a record of a commit explains nothing", () => {
    expect(verify(audit([receipt(), END], RECORDS), [receipt(), END], NOW)).toMatchObject([
      { code: "unexplained-grant", path: PATH, args: { who: "alice", what: "aws-prod/admin" } },
    ]);
  });
});

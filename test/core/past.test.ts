import { describe, expect, test } from "vitest";
import { dependsOnPast, pastOf } from "../../src/core/past.js";
import type { Instant } from "../../src/model/instant.js";
import type { JudgedLine, LedgerLine, ReviewedLine, Verdict } from "../../src/model/ledger-line.js";
import type { Policy } from "../../src/model/policy.js";
import { access, BLOB, facts, lasting, minutes, NOW, PATH, policy, request, standing } from "./world.js";

const EMERGENCY = { who: [{ kind: "user", login: "alice" }], for: lasting("1h"), review: lasting("1d") } as const;

/** A merge so many minutes before now, for an hour, by a pull request of that number. */
function judged(pull: number, ago: number, changes: Partial<Extract<Verdict, { stands: true }>> = {}): JudgedLine {
  const merged = minutes(-ago);
  const window = { from: merged, until: minutes(60, merged) };
  const verdict = standing(window, { facts: facts({ pull, at: merged }), ...changes });
  return { kind: "judged", at: NOW, request: pathOf(pull), blob: BLOB, commit: String(pull), verdict };
}

function pathOf(pull: number): string {
  return `access/requests/aws-prod/2026/11/21/alice-${pull}.yaml`;
}

function reviewed(pull: number, at: Instant): ReviewedLine {
  return { kind: "reviewed", at, request: pathOf(pull), commit: String(pull), by: "dana", note: "" };
}

function past(lines: readonly LedgerLine[], merged?: { readonly at: Instant; readonly pull: number }) {
  const found = pastOf({
    requests: [request()],
    access: access(),
    lines,
    pull: merged?.pull ?? 42,
    at: merged?.at ?? NOW,
    ...(merged ? { merged } : {}),
  });
  return { grants: found.grants.map((grant) => grant.request), unreviewed: found.unreviewed.map((one) => one.request) };
}

test("what was granted in a row with what is asked is its past", () => {
  expect(past([judged(1, 600), judged(2, 400), judged(3, 200)]).grants).toEqual([pathOf(3), pathOf(2), pathOf(1)]);
  expect(past([judged(1, 900), judged(3, 200)]).grants).toEqual([pathOf(3)]);
});

test("another person's grants, other roles' and what did not stand are not", () => {
  const refused = {
    stands: false,
    finding: { code: "merge-direct", severity: "error", args: { commit: "1" } },
  } as const;
  const lines = [
    judged(1, 100, { who: "bob" }),
    judged(2, 100, { what: ["aws-prod/reader"] }),
    { ...judged(3, 100), verdict: refused },
  ];
  expect(past(lines).grants).toEqual([]);
});

test("what is named as renewed is found, however long ago", () => {
  const old = judged(1, 9000);
  const requests = [request({ renews: old.request })];
  const { grants } = pastOf({ requests, access: access(), lines: [old], pull: 42, at: NOW });
  expect(grants).toEqual([
    {
      request: old.request,
      who: "alice",
      what: "aws-prod/admin",
      from: minutes(-9000),
      until: minutes(-8940),
      emergency: false,
    },
  ]);
});

describe("as of a merge", () => {
  const merged = { at: minutes(-100), pull: 10 };
  test("only what was merged earlier is known", () => {
    expect(past([judged(1, 99), judged(2, 101)], merged).grants).toEqual([pathOf(2)]);
  });
  test("of two merged at one moment the lower number came first", () => {
    expect(past([judged(9, 100), judged(11, 100)], merged).grants).toEqual([pathOf(9)]);
  });
  test("what the same pull request asked for is none of it", () => {
    expect(past([judged(10, 100), judged(10, 101)], merged).grants).toEqual([]);
  });
  test("a review that came later had not been given", () => {
    const emergency = judged(1, 200, { emergency: { due: NOW } });
    expect(past([emergency, reviewed(1, minutes(-99))], merged).unreviewed).toEqual([pathOf(1)]);
    expect(past([emergency, reviewed(1, minutes(-100))], merged).unreviewed).toEqual([]);
  });
});

test("of an open pull request all that is known came before, whatever the clocks say", () => {
  const ahead = judged(1, -1, { emergency: { due: minutes(1440) } });
  expect(past([ahead])).toEqual({ grants: [pathOf(1)], unreviewed: [pathOf(1)] });
});

test("an emergency for another role stands in the way too, one of another person does not", () => {
  const due = { due: minutes(1440) };
  const lines = [
    judged(1, 9000, { what: ["aws-prod/reader"], emergency: due }),
    judged(2, 9000, { who: "bob", emergency: due }),
  ];
  expect(past(lines)).toEqual({ grants: [], unreviewed: [pathOf(1)] });
});

test("no more is kept than any policy can count, the newest of it", () => {
  const lines = Array.from({ length: 100 }, (_, index) => judged(index + 101, 200 * (100 - index)));
  const { grants } = past(lines);
  expect([grants.length, grants[0]]).toEqual([60, pathOf(200)]);
});

describe("nobody looks for the past where nothing depends on it", () => {
  const depends = (one: Partial<Policy>, asked = {}) =>
    dependsOnPast([request(asked)], access({ policies: [policy(one)] }));
  test.each<readonly [Partial<Policy>, boolean]>([
    [{}, false],
    [{ rules: [{ expect: "request.minutes < 60", message: "No." }] }, false],
    [{ rules: [{ expect: "!request.renewal", message: "No." }] }, true],
    [{ approve: [{ by: [{ kind: "codeowners" }], count: 1, when: "request.renewals > 1" }] }, true],
    [{ renewals: 0 }, true],
    [{ emergency: EMERGENCY }, true],
    [{ emergency: EMERGENCY, what: ["other/*"] }, false],
  ])("%j", (one, expected) => expect(depends(one)).toBe(expected));
  test("but a request that renews, or is an emergency, always asks for it", () => {
    expect([depends({}, { renews: PATH }), depends({}, { emergency: true })]).toEqual([true, true]);
  });
});

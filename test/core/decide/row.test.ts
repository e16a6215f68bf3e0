import { expect, test } from "vitest";
import { decideRequests } from "../../../src/core/decide/decide-requests.js";
import { askedTogether, rowOf } from "../../../src/core/decide/row.js";
import type { PastGrant } from "../../../src/model/facts.js";
import { access, facts, minutes, policy, request, review } from "../world.js";

const GAP = 30 * 60;

function grant(name: string, from: number, until: number, changes: Partial<PastGrant> = {}): PastGrant {
  const what = "aws-prod/admin";
  return {
    request: name,
    who: "alice",
    what,
    from: minutes(from),
    until: minutes(until),
    emergency: false,
    ...changes,
  };
}

const ASKED = grant("asked", 0, 60);

function inRow(...others: readonly PastGrant[]): readonly string[] {
  return rowOf(ASKED, others, GAP).grants.map((one) => one.request);
}

test("a grant is in the row that ends or begins within the gap, to the second", () => {
  expect(inRow(grant("before", -90, -30))).toEqual(["before"]);
  expect(inRow(grant("after", 90, 120))).toEqual(["after"]);
  expect(inRow(grant("long-before", -90, -30.1))).toEqual([]);
  expect(inRow(grant("long-after", 90.1, 120))).toEqual([]);
});

test("a row reaches as far as its links do, and they are not all neighbours", () => {
  const chain = [grant("third", -300, -200), grant("second", -180, -100), grant("first", -80, -20)];
  expect(inRow(...chain)).toEqual(["first", "second", "third"]);
  expect(rowOf(ASKED, chain, GAP).neighbours.map((one) => one.request)).toEqual(["first"]);
});

test("what says that it renews another is in its row, however far apart they are", () => {
  expect(inRow(grant("old", -900, -800), grant("older", -9000, -8000))).toEqual([]);
  expect(rowOf({ ...ASKED, renews: "old" }, [grant("old", -900, -800)], GAP).grants).toHaveLength(1);
  expect(inRow(grant("later", 900, 960, { renews: "asked" }))).toEqual(["later"]);
});

test("another's grant, or of another role, is in no row", () => {
  expect(inRow(grant("bob", -60, 0, { who: "bob" }), grant("reader", -60, 0, { what: "aws-prod/reader" }))).toEqual([]);
});

test("what one pull request asks for together is all of it, by pair", () => {
  const next = { path: "next.yaml", from: minutes(150) };
  const requests = [request({ what: ["aws-prod/admin", "aws-prod/reader"] }), request(next), request({ who: "ALICE" })];
  const together = askedTogether(requests, minutes(0));
  const first = { ...grant(request().path, 0, 120), from: minutes(0) };
  expect([...together.values()]).toEqual([
    [first, { ...first, request: "next.yaml", from: minutes(150), until: minutes(270) }, { ...first, who: "ALICE" }],
    [{ ...first, what: "aws-prod/reader" }],
  ]);
});

test("a rule sees whether a request renews another, and an absent ticket as empty", () => {
  const expects = (expect: string) => policy({ rules: [{ expect, message: "No." }] });
  const outcome = (rule: string, grants: readonly PastGrant[]) =>
    decideRequests({
      requests: [request()],
      access: access({ policies: [expects(rule)] }),
      facts: facts({ reviews: [review("dana")], past: { grants, unreviewed: [] } }),
    }).decision.outcome;
  const first = `!request.renewal && request.renewals == 0 && request.ticket == ""`;
  expect(outcome(first, [])).toBe("allowed");
  expect(outcome(first, [grant("before", -60, -10)])).toBe("denied");
  expect(outcome("request.renewal && request.renewals == 1", [grant("before", -60, -10)])).toBe("allowed");
});

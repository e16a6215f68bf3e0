import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { decideRequests } from "../../../src/core/decide/decide-requests.js";
import { denialFindings } from "../../../src/core/decide/denials.js";
import { previousOf } from "../../../src/core/decide/renewals.js";
import { rowOf } from "../../../src/core/decide/row.js";
import { type Decision, reasonsIn } from "../../../src/model/decision.js";
import { NO_PAST, type PastGrant } from "../../../src/model/facts.js";
import type { Policy } from "../../../src/model/policy.js";
import type { Request } from "../../../src/model/request.js";
import { decisionTree } from "../../../src/render/decision.js";
import { access, facts, lasting, minutes, PATH, policy, request, review } from "../world.js";

/** The n-th grant before this request, each of two hours with an hour between them. */
function earlier(count: number, changes: Partial<PastGrant> = {}): PastGrant {
  return {
    request: `access/requests/aws-prod/2026/11/21/alice-${count}.yaml`,
    who: "alice",
    what: "aws-prod/admin",
    from: minutes(-180 * count),
    until: minutes(-180 * count + 120),
    emergency: false,
    ...changes,
  };
}

function decide(
  grants: readonly PastGrant[],
  rules: Partial<Policy> = { renewals: 2 },
  asked: readonly Partial<Request>[] = [{}],
): Decision {
  return decideRequests({
    requests: asked.map(request),
    access: access({ policies: [policy(rules)] }),
    facts: facts({ reviews: [review("dana")], past: { ...NO_PAST, grants } }),
  }).decision;
}

describe("so many in a row as the policy allows", () => {
  test.each([
    [0, "allowed"],
    [1, "allowed"],
    [2, "allowed"],
    [3, "denied"],
    [5, "denied"],
  ])("after %i in a row it is %s", (count, outcome) => {
    const grants = Array.from({ length: count }, (_, index) => earlier(index + 1));
    expect(decide(grants).outcome).toBe(outcome);
  });

  test("none at all where the policy says 0", () => {
    expect(decide([earlier(1)], { renewals: 0 }).outcome).toBe("denied");
    expect(decide([], { renewals: 0 }).outcome).toBe("allowed");
  });

  test("any number where it does not say, and the tree still counts", () => {
    const decision = decide([earlier(1), earlier(2), earlier(3)], {});
    expect(decision.outcome).toBe("allowed");
    expect(decisionTree(decision)).toContain(
      "✓ It continues access/requests/aws-prod/2026/11/21/alice-1.yaml, as renewal 3",
    );
  });

  test("the finding says how many, and stands on the line", () => {
    const decision = decide([earlier(1)], { renewals: 0 });
    expect(denialFindings(decision, [request()])).toEqual([
      expect.objectContaining({
        code: "denied-renewals",
        line: 2,
        args: { who: "alice", what: "aws-prod/admin", policy: "production-admin", count: 1, limit: 0 },
      }),
    ]);
  });
});

describe("a pause longer than `for` ends a row", () => {
  test.each([
    ["the moment of the limit", -240, "denied"],
    ["a minute more", -241, "allowed"],
    ["while it lasts", 60, "denied"],
  ])("%s", (_, until, outcome) => {
    const grants = [earlier(1, { from: minutes(-600), until: minutes(until) })];
    expect(decide(grants, { renewals: 0, for: lasting("4h") }).outcome).toBe(outcome);
  });

  test("but not where the request says that it renews", () => {
    const old = earlier(1, { from: minutes(-6000), until: minutes(-5900) });
    const asked = { renews: old.request };
    expect(decide([old], { renewals: 0 }, [asked]).outcome).toBe("denied");
    expect(decide([old], { renewals: 1 }, [asked]).outcome).toBe("allowed");
  });
});

describe("what a request continues, of several that it touches,", () => {
  const [short, long, middle] = [60, 300, 120].map((until, index) => earlier(index + 1, { until: minutes(until) }));
  const touched = [short, long, middle].filter((one) => one !== undefined);

  test("is the one that it names", () => {
    for (const one of touched) expect(previousOf(request({ renews: one.request }), touched)).toBe(one);
  });

  test("is the one that lasts longest where it names none of them", () => {
    expect(previousOf(request(), touched)).toBe(long);
    expect(previousOf(request({ renews: "another" }), touched.toReversed())).toBe(long);
    expect(previousOf(request(), [])).toBeUndefined();
  });
});

describe("another person's grants and other roles' count for nothing", () => {
  test.each([{ who: "bob" }, { what: "aws-prod/reader" } as const])("%j", (changes) => {
    expect(decide([earlier(1, changes)], { renewals: 0 }).outcome).toBe("allowed");
  });
  test("but a login in other letters is the same person", () => {
    expect(decide([earlier(1, { who: "ALICE" })], { renewals: 0 }).outcome).toBe("denied");
  });
});

test("a row cannot be hidden by asking for its end first", () => {
  const later = earlier(1, { from: minutes(150), until: minutes(270) });
  expect(decide([later], { renewals: 0 }).outcome).toBe("denied");
});

test("nor by asking for all of it in one pull request", () => {
  const next = { path: PATH.replace("alice-admin", "alice-next"), from: minutes(150) };
  expect(decide([], { renewals: 0 }, [{}, next]).outcome).toBe("denied");
  expect(decide([], { renewals: 1 }, [{}, next]).outcome).toBe("allowed");
});

describe("what is renewed must be a grant of this person for this role", () => {
  test.each([
    ["of nobody", []],
    ["of somebody else", [earlier(1, { who: "bob" })]],
    ["of another role", [earlier(1, { what: "aws-prod/reader" })]],
    ["of another name", [earlier(2)]],
  ])("and not one %s", (_, grants) => {
    const asked = { renews: earlier(1).request };
    const decision = decide(grants, {}, [asked]);
    expect(decision.outcome).toBe("denied");
    expect(denialFindings(decision, [request(asked)])).toContainEqual(
      expect.objectContaining({
        code: "denied-renews",
        args: { renews: earlier(1).request, who: "alice", what: "aws-prod/admin" },
      }),
    );
  });

  test("for each of the roles that are asked for", () => {
    const asked = { renews: earlier(1).request, what: ["aws-prod/admin", "aws-prod/reader"] } as const;
    expect(decide([earlier(1)], {}, [asked]).outcome).toBe("denied");
    expect(decide([earlier(1), earlier(1, { what: "aws-prod/reader" })], {}, [asked]).outcome).toBe("allowed");
  });

  test("and not itself", () => {
    expect(decide([], {}, [{ renews: PATH }]).outcome).toBe("denied");
  });
});

test("a rule can ask whether something is renewed, and how often", () => {
  const rules = [{ expect: "!request.renewal && request.renewals == 0", message: "No." }];
  expect(decide([], { rules }).outcome).toBe("allowed");
  expect(decide([earlier(1)], { rules }).outcome).toBe("denied");
});

const spell = fc
  .record({ from: fc.integer({ min: -6000, max: 600 }), length: fc.integer({ min: 1, max: 240 }) })
  .map(({ from, length }, index = 0) =>
    earlier(1, { request: `r${from}-${index}`, from: minutes(from), until: minutes(from + length) }),
  );

property.prop([fc.array(spell, { maxLength: 12 }), spell])(
  "another grant never makes a row shorter",
  (grants, more) => {
    const asked = earlier(0, { from: minutes(0), until: minutes(120) });
    const length = rowOf(asked, grants, 14_400).grants.length;
    expect(rowOf(asked, [...grants, more], 14_400).grants.length).toBeGreaterThanOrEqual(length);
    expect(rowOf(asked, grants.toReversed(), 14_400).grants.length).toBe(length);
  },
);

property.prop([fc.array(spell, { maxLength: 8 }), fc.nat(3)])("a limit is kept", (grants, renewals) => {
  const decision = decide(grants, { renewals });
  const row = rowOf(earlier(0, { from: minutes(0), until: minutes(120) }), grants, lasting("4h")).grants.length;
  expect(decision.outcome).toBe(row > renewals ? "denied" : "allowed");
  expect(reasonsIn(decision).some(({ kind }) => kind === "renewals")).toBe(row > 0);
});

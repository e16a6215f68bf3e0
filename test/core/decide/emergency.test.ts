import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { decideRequests } from "../../../src/core/decide/decide-requests.js";
import { denialFindings } from "../../../src/core/decide/denials.js";
import { reasonsIn, skippedIn } from "../../../src/model/decision.js";
import { type Facts, NO_PAST, type PastGrant } from "../../../src/model/facts.js";
import type { EmergencyRefusal } from "../../../src/model/finding.js";
import type { Policy } from "../../../src/model/policy.js";
import type { Request } from "../../../src/model/request.js";
import { decisionTree } from "../../../src/render/decision.js";
import { access, account, facts, HEAD, lasting, minutes, PATH, policy, request, system } from "../world.js";

const ONCALL = { who: [{ kind: "user", login: "alice" }], for: lasting("1h"), review: lasting("1d") } as const;
const OTHER = "access/requests/aws-prod/2026/11/21/alice-admin.yaml";
const HOUR = { kind: "for", seconds: lasting("1h") } as const;

interface Given {
  readonly asked?: Partial<Request>;
  readonly policies?: readonly Partial<Policy>[];
  readonly facts?: Partial<Facts>;
}

function judge(given: Given = {}) {
  const folder = access({
    policies: (given.policies ?? [{ emergency: ONCALL }]).map((one, index) =>
      policy({ name: `policy-${index}`, ...one }),
    ),
    systems: new Map([["aws-prod", system("aws-prod")]]),
  });
  const asked = request({ emergency: true, length: HOUR, ...given.asked });
  const { decision } = decideRequests({ requests: [asked], access: folder, facts: facts(given.facts) });
  const refusals = denialFindings(decision, [asked]).map((one) =>
    one.code === "denied-emergency" ? one.args.because : one.code,
  );
  return { decision, outcome: decision.outcome, refusals };
}

function grant(changes: Partial<PastGrant> = {}): PastGrant {
  const pair = { who: "alice", what: "aws-prod/admin" } as const;
  return { request: OTHER, ...pair, from: minutes(-120), until: minutes(-60), emergency: false, ...changes };
}

test("whom every policy names for it has the access at once, without approvals", () => {
  const { decision, outcome } = judge();
  expect(outcome).toBe("allowed");
  expect(decisionTree(decision)).toContain("✓ alice may have it at once in an emergency, as user:alice may");
});

test("the clauses that are skipped are told, with whom they would have asked", () => {
  const security = { by: [{ kind: "team", name: "security" }], count: 2 } as const;
  const codeowners = { by: [{ kind: "codeowners" }], count: 1 } as const;
  const { decision } = judge({ policies: [{ emergency: ONCALL, approve: [codeowners, security] }] });
  expect(skippedIn(decision)).toEqual(["carol", "dana", "erin"]);
  const tree = decisionTree(decision);
  expect(tree).toContain("✓ The approval of a code owner is skipped in an emergency; it would have asked dana");
  expect(tree).toContain("✓ 2 approvals of team security are skipped in an emergency; they would have asked");
  expect(reasonsIn(decision).some(({ kind }) => kind === "approve")).toBe(false);
});

test("a clause whose condition is not so would have asked nobody", () => {
  const clause = { by: [{ kind: "team", name: "security" }], count: 1, when: "request.minutes > 60" } as const;
  expect(skippedIn(judge({ policies: [{ emergency: ONCALL, approve: [clause] }] }).decision)).toEqual([]);
});

test("one of several whom the policy names for it is enough", () => {
  const who = [
    { kind: "user", login: "bob" },
    { kind: "user", login: "alice" },
  ] as const;
  expect(judge({ policies: [{ emergency: { ...ONCALL, who } }] }).outcome).toBe("allowed");
});

test("what refuses it is told with whom the policy names, on the line of what continues, or is asked", () => {
  const asked = request({ emergency: true, length: HOUR });
  const findings = (given: Given) => denialFindings(judge(given).decision, [{ ...asked, ...given.asked }]);
  expect(findings({ policies: [{}] })).toMatchObject([
    { code: "denied-emergency", line: 2, args: { because: "none", allowed: [] } },
  ]);
  const running = past(grant({ emergency: true, until: minutes(30) }));
  expect(findings({ asked: { emergency: false }, facts: running })).toMatchObject([
    { code: "denied-emergency", line: 2, args: { because: "extension", allowed: [], other: OTHER } },
  ]);
});

test("who need not be among those who could ask otherwise", () => {
  expect(judge({ policies: [{ emergency: ONCALL, who: [{ kind: "user", login: "bob" }] }] }).outcome).toBe("allowed");
});

describe("it is refused", () => {
  const cases: readonly (readonly [string, Given, readonly string[]])[] = [
    ["where the policy knows none", { policies: [{}] }, ["none"]],
    ["where one of several policies knows none", { policies: [{ emergency: ONCALL }, {}] }, ["none"]],
    ["where one of several names others", { policies: [{ emergency: ONCALL }, bobs()] }, ["who"]],
    ["for somebody else", { asked: { who: "bob" }, policies: [bobs()] }, ["author"]],
    [
      "for somebody else, though `behalf`",
      { asked: { who: "bob" }, policies: [{ ...bobs(), behalf: true }] },
      ["author"],
    ],
    ["where another pushed to the branch", { facts: { pushers: [account("bob")] } }, ["writers"]],
    ["where another wrote a commit", { facts: writtenBy("bob") }, ["writers"]],
    ["while another is not reviewed", { facts: unreviewed("alice") }, ["unreviewed"]],
    ["within `for` after a grant", { facts: past(grant()) }, ["renewal"]],
    ["while a grant lasts", { facts: past(grant({ until: minutes(5) })) }, ["renewal"]],
    ["after an emergency that was reviewed", { facts: past(grant({ emergency: true })) }, ["renewal"]],
    ["longer than its `for`", { asked: { length: { kind: "for", seconds: lasting("1h1m") } } }, ["denied-length"]],
    ["until later than its `for`", { asked: { length: { kind: "until", until: minutes(61) } } }, ["denied-length"]],
    ["longer than the shortest of several", { policies: [{ emergency: ONCALL }, shorter()] }, ["denied-length"]],
    ["without the ticket", { policies: [{ emergency: ONCALL, ticket: "^INC-\\d+$" }] }, ["denied-ticket"]],
    ["against a rule", { policies: [{ emergency: ONCALL, rules: [rule("false")] }] }, ["denied-rule"]],
    [
      "where a rule cannot be judged",
      { policies: [{ emergency: ONCALL, rules: [rule("1 / 0 == 1")] }] },
      ["denied-error"],
    ],
    ["where nobody owns what code owners would approve", { asked: { path: "elsewhere.yaml" } }, ["denied-no-owner"]],
  ];

  test.each(cases)("%s", (_, given, expected) => {
    const { outcome, refusals } = judge(given);
    expect(outcome).toBe("denied");
    expect(refusals).toEqual(expect.arrayContaining([...expected]));
  });

  test("with every reason told", () => {
    const { refusals } = judge({ asked: { who: "bob" }, facts: unreviewed("bob") });
    expect(refusals).toEqual(["who", "author", "unreviewed"] satisfies readonly EmergencyRefusal[]);
  });
});

test("another person's emergency, or another role's grant, stands in nobody's way", () => {
  const other = grant({ what: "aws-prod/reader" });
  expect(judge({ facts: { past: { grants: [other], unreviewed: [{ request: OTHER, who: "bob" }] } } }).outcome).toBe(
    "allowed",
  );
});

test("an emergency is not extended, neither by approval nor as a renewal", () => {
  const asked = { emergency: false };
  const approved = { reviews: [{ by: account("dana"), state: "approved", commit: HEAD, at: minutes(-1) } as const] };
  const running = past(grant({ emergency: true, until: minutes(30) }));
  expect(judge({ asked, facts: { ...approved, ...running } })).toMatchObject({
    outcome: "denied",
    refusals: ["extension"],
  });
  const long = past(grant({ emergency: true, until: minutes(-241) }));
  expect(judge({ asked, facts: { ...approved, ...long } }).outcome).toBe("allowed");
});

test("two for one role in one pull request are one that extends the other", () => {
  const one = request({ emergency: true, length: HOUR });
  const other = { ...one, path: PATH.replace("alice-admin", "alice-again") };
  const folder = access({ policies: [policy({ emergency: ONCALL })] });
  const { decision } = decideRequests({ requests: [one, other], access: folder, facts: facts() });
  expect(decision.outcome).toBe("denied");
});

const login = fc.constantFrom("alice", "bob", "dana", "erin", "carol");
const somebody = fc.constantFrom("alice", "bob", "dana", "erin", "carol" as const);
const limits = fc.constantFrom(lasting("15m"), lasting("1h"), lasting("2h"));

property.prop(
  [
    fc.array(
      fc.option(fc.record({ who: fc.array(somebody, { minLength: 1, maxLength: 3 }), for: limits }), {
        nil: undefined,
      }),
      { minLength: 1, maxLength: 3 },
    ),
    login,
    fc.constantFrom("alice", "bob", "dana", "erin", "carol"),
    fc.integer({ min: 1, max: 180 }),
  ],
  { numRuns: 300 },
)(
  "it is never possible outside every `who`, for longer than any `for`, or for somebody else",
  (emergencies, who, author, length) => {
    const policies = emergencies.map((one) =>
      one === undefined
        ? {}
        : {
            emergency: {
              who: one.who.map((name) => ({ kind: "user", login: name }) as const),
              for: one.for,
              review: lasting("1d"),
            },
          },
    );
    const by = account(author as "alice");
    const { outcome } = judge({
      policies,
      asked: { who, length: { kind: "until", until: minutes(length) } },
      facts: { author: by, pushers: [by], writings: [{ commit: HEAD, writers: [by], unknown: [] }] },
    });
    const due = who === author && emergencies.every((one) => one?.who.includes(who) === true && length * 60 <= one.for);
    expect(outcome).toBe(due ? "allowed" : "denied");
  },
);

function bobs(): Partial<Policy> {
  return { emergency: { ...ONCALL, who: [{ kind: "user", login: "bob" }] } };
}

function shorter(): Partial<Policy> {
  return { emergency: { ...ONCALL, for: lasting("30m") } };
}

function rule(expected: string) {
  return { expect: expected, message: "No." };
}

function writtenBy(who: "bob"): Partial<Facts> {
  return { writings: [{ commit: HEAD, writers: [account("alice"), account(who)], unknown: [] }] };
}

function unreviewed(who: string): Partial<Facts> {
  return { past: { ...NO_PAST, unreviewed: [{ request: OTHER, who }] } };
}

function past(...grants: readonly PastGrant[]): Partial<Facts> {
  return { past: { ...NO_PAST, grants } };
}

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readPolicyTest } from "../../src/core/read/policy-test.js";
import { testPolicies } from "../../src/core/test-policies.js";
import type { Finding } from "../../src/model/finding.js";
import { renderFinding } from "../../src/render/findings.js";
import { accessWith, fileOf, glance } from "./read/sources.js";

const PATH = "access/policies/production-admin.test.yaml";

/** Cases as they are written: request, facts and expectation, each of one line. */
function tested(...cases: readonly string[]) {
  return testPolicies([fileOf(PATH, `cases:\n${cases.join("")}`)], accessWith());
}

function caseOf(request: string, rest: string): string {
  return `  - case: It is so.\n    request: { ${request} }\n${rest.replaceAll(/^/gm, "    ")}\n`;
}

function asked(rest: string, request = "who: alice, what: aws-prod/admin, for: 2h"): readonly Finding[] {
  return tested(caseOf(request, rest)).findings;
}

describe("a case that comes out as it says", () => {
  test.each([
    ["it waits for whom the policy names", "expect: { waiting: [codeowners] }"],
    ["it is allowed once they approve", "facts: { approvals: [Dana] }\nexpect: { allowed: [production-admin] }"],
    ["the beneficiary's approval is none", "facts: { approvals: [alice] }\nexpect: { waiting: [codeowners] }"],
    ["a writer's approval is none", "facts: { approvals: [dana], writers: [dana] }\nexpect: { waiting: [codeowners] }"],
    ["a stranger's approval is none", "facts: { approvals: [mallory] }\nexpect: { waiting: [codeowners] }"],
    ["nobody asks for somebody else", "facts: { author: bob }\nexpect: { denied: [denied-behalf] }"],
    ["a stranger does not ask", "facts: { author: zoe }\nexpect: { denied: [denied-behalf, denied-author] }"],
  ])("%s", (_, rest) => {
    expect(asked(rest)).toEqual([]);
  });

  test("who and what there is not is denied, and no mistake of the test", () => {
    expect(
      asked(
        "expect: { denied: [unknown-person, denied-author, denied-who] }",
        "who: zoe, what: aws-prod/admin, for: 2h",
      ),
    ).toEqual([]);
    const role = "who: alice, what: aws-prod/root, for: 2h";
    expect(asked("expect: { denied: [unknown-role, denied-no-policy] }", role)).toEqual([]);
  });

  test("the moment is what it says, and one that never changes where it says nothing", () => {
    const until = "who: alice, what: aws-prod/admin, until: 2026-01-05T14:00:00Z";
    expect(asked("expect: { waiting: [codeowners] }", until)).toEqual([]);
    expect(asked("facts: { at: 2026-01-05T15:00:00Z }\nexpect: { denied: [until-passed] }", until)).toEqual([]);
  });

  test("members of a team of GitHub's are who it says they are, in whatever case", () => {
    const access = accessWith({ ".github/CODEOWNERS": "/access/requests/aws-prod/ @acme/SRE\n" });
    const file = (teams: string, expected: string) =>
      fileOf(
        PATH,
        `cases:\n${caseOf("who: alice, what: aws-prod/admin, for: 2h", `facts: { approvals: [dana]${teams} }\nexpect: ${expected}`)}`,
      );
    const known = file(", teams: { Acme/sre: [dana] }", "{ allowed: [production-admin] }");
    expect(testPolicies([known, file("", "{ waiting: [codeowners] }")], access)).toEqual({ cases: 2, findings: [] });
  });
});

describe("what was before", () => {
  const POLICY = "access/policies/production-admin.yaml";
  const earlier = (more: string) =>
    `facts: { author: Alice, at: 2026-01-05T14:00:00Z, previous: [{ from: 2026-01-05T12:00:00Z, until: 2026-01-05T14:00:00Z${more} }] }`;

  function under(policy: string, request: string, rest: string): readonly Finding[] {
    const text = `what: [aws-prod/admin]\nwho: [team:sre]\nfor: 4h\napprove: [{ by: [codeowners] }]\n${policy}\n`;
    const file = fileOf(PATH, `cases:\n${caseOf(`who: alice, what: aws-prod/admin, for: 1h${request}`, rest)}`);
    return testPolicies([file], accessWith({ [POLICY]: text })).findings;
  }

  test("is nothing, unless the case says so: then renewals are counted", () => {
    expect(under("renewals: 0", "", "expect: { waiting: [codeowners] }")).toEqual([]);
    expect(under("renewals: 0", "", `${earlier("")}\nexpect: { denied: [denied-renewals] }`)).toEqual([]);
    expect(under("renewals: 1", "", `${earlier("")}\nexpect: { waiting: [codeowners] }`)).toEqual([]);
  });

  const EMERGENCY = "emergency: { who: [user:alice], for: 1h, review: 24h }";

  test("an emergency needs no approval, and is refused while another was not reviewed", () => {
    const yesterday = (more: string) =>
      `facts: { previous: [{ from: 2026-01-02T12:00:00Z, until: 2026-01-02T13:00:00Z, emergency: true${more} }] }`;
    const asked = (rest: string) => under(EMERGENCY, ", emergency: true", rest);
    expect(asked("expect: { allowed: [production-admin] }")).toEqual([]);
    expect(asked(`${yesterday("")}\nexpect: { allowed: [production-admin] }`)).toEqual([]);
    expect(asked(`${yesterday(", reviewed: false")}\nexpect: { denied: [denied-emergency] }`)).toEqual([]);
    expect(asked("facts: { author: bob }\nexpect: { denied: [denied-emergency] }")).toEqual([]);
  });

  test("a request may name what it renews, and rules and conditions are judged", () => {
    const path = "access/requests/aws-prod/2026/01/05/first.yaml";
    const renews = `, renews: ${path}`;
    expect(under("", renews, `${earlier(`, request: ${path}`)}\nexpect: { waiting: [codeowners] }`)).toEqual([]);
    expect(under("", renews, `${earlier("")}\nexpect: { denied: [denied-renews] }`)).toEqual([]);
    const rule = 'rules: [{ expect: "request.minutes < 30", message: Ask for less. }]';
    expect(under(rule, "", "expect: { denied: [denied-rule] }")).toEqual([]);
  });

  test("that is no moment is a finding", () => {
    const wrong = "facts: { previous: [{ from: 2026-02-30T00:00:00Z, until: 2026-03-01T00:00:00Z }] }";
    expect(glance(under("", "", `${wrong}\nexpect: { denied: [b] }`))).toEqual(["bad-instant 4:33"]);
    const turned = wrong.replace("2026-02-30", "2026-02-28").replace("2026-03-01", "2026-03-32");
    expect(glance(under("", "", `${turned}\nexpect: { denied: [b] }`))).toEqual(["bad-instant 4:62"]);
  });
});

describe("a case that comes out differently", () => {
  test("is a finding on the line of what it expects, with what was received", () => {
    const [found, ...more] = tested(
      caseOf("who: alice, what: aws-prod/admin, for: 2h", "expect: { waiting: [codeowners] }"),
      caseOf("who: dana, what: aws-prod/admin, for: 8h", "expect: { denied: [denied-who] }"),
    ).findings;
    expect(more).toEqual([]);
    expect(found).toMatchObject({
      code: "policy-test-failed",
      severity: "error",
      path: PATH,
      line: 7,
      column: 5,
      args: {
        case: "It is so.",
        expected: { outcome: "denied", reasons: ["denied-who"] },
        received: { outcome: "denied", reasons: ["denied-who", "denied-length"] },
      },
    });
    expect(found && renderFinding(found)).toBe(
      "The case `It is so.` expects denied by `denied-who`, but it is denied by `denied-length` and `denied-who`. Correct the policy, or the case.",
    );
  });

  test.each([
    ["the reasons are all of them", "facts: { author: zoe }\nexpect: { denied: [denied-author] }"],
    ["another policy is another reason", "facts: { approvals: [dana] }\nexpect: { allowed: [other] }"],
    ["allowed is not waiting", "facts: { approvals: [dana] }\nexpect: { waiting: [codeowners] }"],
    ["waiting is not allowed", "expect: { allowed: [production-admin] }"],
  ])("%s", (_, rest) => {
    expect(asked(rest).map(({ code }) => code)).toEqual(["policy-test-failed"]);
  });
});

describe("a test that cannot be read", () => {
  test.each([
    ["expect: { denied: [] }", ["wrong-value 4:23"]],
    ["expect: {}", ["one-of-keys 4:5"]],
    ["expect: { allowed: [a], denied: [b] }", ["one-of-keys 4:29"]],
    ["expect: allowed", ["wrong-value 4:13"]],
    ["expected: { denied: [b] }", ["unknown-key 4:5"]],
    ["facts: { approval: [dana] }\nexpect: { denied: [b] }", ["unknown-key 4:14"]],
    ["facts: { teams: { sre: [dana] } }\nexpect: { denied: [b] }", ["wrong-value 4:23"]],
    ["facts: { at: tomorrow }\nexpect: { denied: [b] }", ["bad-instant 4:18"]],
    ["facts: { at: 2026-02-30T00:00:00Z }\nexpect: { denied: [b] }", ["bad-instant 4:18"]],
  ])("%s is %j", (rest, expected) => {
    expect(glance(asked(rest))).toEqual(expected);
  });

  test.each([
    ["who: alice, what: aws-prod/admin, for: 2 hours", ["bad-duration 3:55"]],
    ["who: alice, what: aws-prod/admin, for: 30m, until: 2026-01-05T14:00:00Z", ["one-of-keys 3:60"]],
    ["who: alice, what: [aws-prod/admin, orders-db/write], for: 2h", ["other-system 3:51"]],
    ["who: alice, what: [aws-prod/admin, aws-prod/admin], for: 2h", ["duplicate-what 3:51"]],
    ["who: alice, for: 2h", ["missing-key 3:5"]],
  ])("the request { %s } is %j, in the file of the test", (request, expected) => {
    const findings = asked("expect: { denied: [b] }", request);
    expect(glance(findings)).toEqual(expected);
    expect(new Set(findings.map(({ path }) => path))).toEqual(new Set([PATH]));
  });

  test("says so even where the folder is unreadable, and then no case is judged", () => {
    const access = accessWith({ "access/people.yaml": "people: 1\n" });
    const wrong = caseOf("who: alice, what: aws-prod/admin, for: 2h", "expect: { allowed: [production-admin] }");
    expect(testPolicies([fileOf(PATH, `cases:\n${wrong}`)], access)).toEqual({ cases: 1, findings: [] });
    expect(glance(testPolicies([fileOf(PATH, "cases: 1\n")], access).findings)).toEqual(["wrong-value 1:8"]);
  });

  test("a link is none, and no policy", () => {
    expect(glance(testPolicies([fileOf(PATH, "", "120000")], accessWith()).findings)).toEqual(["file-not-regular"]);
    const access = accessWith({ [PATH]: "what: ['*/*']\nwho: [team:sre]\nfor: 1h\napprove: []\n" });
    expect([access.findings, access.policies.map(({ name }) => name)]).toEqual([[], ["production-admin"]]);
  });
});

test("what a case does not state is nothing, and what it states is of everything that is asked", () => {
  const roles = "who: alice, what: [aws-prod/admin, aws-prod/reader], for: 2h";
  const window = "from: 2026-01-02T12:00:00Z, until: 2026-01-02T13:00:00Z";
  const previous = `facts: { previous: [{ ${window} }, { ${window}, reviewed: false }] }`;
  const read = (rest: string) =>
    readPolicyTest(fileOf(PATH, `cases:\n${caseOf(roles, `${rest}\nexpect: { denied: [b] }`)}`)).value?.[0];
  const folder = "access/requests/aws-prod/2026/01/05";
  expect(read("facts: {}")).toMatchObject({
    request: { path: `${folder}/case.yaml` },
    facts: { author: "alice", approvals: [], writers: [], teams: {}, past: { grants: [], unreviewed: [] } },
  });
  const [from, until] = [12, 13].map((hour) => Date.UTC(2026, 0, 2, hour));
  const grants = [1, 2].flatMap((number) =>
    ["aws-prod/admin", "aws-prod/reader"].map((what) => {
      return { request: `${folder}/case-before-${number}.yaml`, who: "alice", what, from, until, emergency: false };
    }),
  );
  expect(read(previous)?.facts.past).toEqual({ grants, unreviewed: [] });
});

test("what is wrong with the request of a case stands where that case says it", () => {
  const window = "who: alice, what: aws-prod/admin, from: 2026-01-06T12:00:00Z, until: 2026-01-06T11:00:00Z";
  const wrong = caseOf(window, "expect: { denied: [b] }");
  expect(glance(tested(wrong, wrong).findings)).toEqual(["empty-window 3:85", "empty-window 6:85"]);
});

test("a case's request has the keys of a request", () => {
  const properties = (name: string) => JSON.parse(readFileSync(`schemas/${name}.schema.json`, "utf8"));
  expect(properties("policy-test").$defs.request.properties).toEqual(properties("request").properties);
});

test("the moment of a case that states none is the one that the schema tells", () => {
  const { value } = readPolicyTest(
    fileOf(PATH, `cases:\n${caseOf("who: a, what: b/c, for: 2h", "expect: { denied: [b] }")}`),
  );
  expect(new Date(value?.[0]?.facts.at ?? 0).toISOString()).toBe("2026-01-05T12:00:00.000Z");
});

import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { decideRequests } from "../../../src/core/decide/decide-requests.js";
import { denialFindings } from "../../../src/core/decide/denials.js";
import { type Decision, reasonsIn } from "../../../src/model/decision.js";
import type { Facts } from "../../../src/model/facts.js";
import type { Approve, Policy, Rule } from "../../../src/model/policy.js";
import type { Request } from "../../../src/model/request.js";
import { decisionTree } from "../../../src/render/decision.js";
import { access, facts, lasting, policy, request, review } from "../world.js";

const SENTENCE: Rule = { expect: "size(request.why) >= 20", message: "Say what you will do, in a sentence." };
const BROKEN: Rule = { expect: "1 / (request.minutes - 120) == 1", message: "This is never said." };

function decide(
  policies: readonly Partial<Policy>[],
  asked: Partial<Request> = {},
  given: Partial<Facts> = { reviews: [review("dana")] },
): Decision {
  const folder = access({ policies: policies.map((one, index) => policy({ name: `policy-${index}`, ...one })) });
  return decideRequests({ requests: [request(asked)], access: folder, facts: facts(given) }).decision;
}

function kindsOf(decision: Decision): readonly string[] {
  return reasonsIn(decision).map(({ kind }) => kind);
}

test("a request that keeps the rule is allowed, and the tree says so", () => {
  const decision = decide([{ rules: [SENTENCE] }]);
  expect(decision.outcome).toBe("allowed");
  expect(decisionTree(decision)).toContain("✓ It keeps the rule `size(request.why) >= 20`");
});

test("one that does not is denied with its message, whoever approved", () => {
  const asked = request({ why: "Because." });
  const decision = decide([{ rules: [SENTENCE] }], asked);
  expect(decision.outcome).toBe("denied");
  expect(decisionTree(decision)).toContain("✗ It breaks the rule `size(request.why) >= 20`: Say what you will do");
  expect(denialFindings(decision, [asked])).toEqual([
    expect.objectContaining({
      code: "denied-rule",
      path: asked.path,
      args: { policy: "policy-0", message: SENTENCE.message, expect: SENTENCE.expect },
    }),
  ]);
});

test("a rule's message is somebody's text: it mentions nobody, and breaks out of nothing", () => {
  const message = "@everyone </details> `x` | [a](http://b)\u202e";
  const decision = decide([{ rules: [{ expect: "false", message }] }]);
  const tree = decisionTree(decision);
  expect(tree).not.toContain("\u202e");
  expect(tree.split("\n").filter((line) => line.includes("everyone"))).toHaveLength(1);
});

test("an error while a rule is judged denies, and keeps its cause", () => {
  const decision = decide([{ rules: [BROKEN] }]);
  expect(decision.outcome).toBe("denied");
  expect(reasonsIn(decision)).toContainEqual({
    kind: "finding",
    finding: expect.objectContaining({
      code: "denied-error",
      path: "access/policies/production-admin.yaml",
      args: { cause: "1 / (request.minutes - 120) == 1: division by zero" },
    }),
  });
});

describe("a clause with a condition", () => {
  const security: Approve = { by: [{ kind: "team", name: "security" }], count: 1, when: "request.minutes > 60" };
  const owners: Approve = { by: [{ kind: "codeowners" }], count: 1 };

  test("asks for its approval where the condition holds", () => {
    const clause: Approve = { ...security, by: [{ kind: "user", login: "erin" }] };
    const decision = decide([{ approve: [owners, clause] }]);
    expect(decision.outcome).toBe("waiting");
    expect(kindsOf(decision).filter((kind) => kind === "approve")).toHaveLength(2);
  });

  test("does not where it does not, and says why", () => {
    const short = { length: { kind: "for", seconds: lasting("1h") } } as const;
    const decision = decide([{ approve: [owners, { ...security, by: [{ kind: "user", login: "erin" }] }] }], short);
    expect(decision.outcome).toBe("allowed");
    expect(decisionTree(decision)).toContain("✓ No approval of erin is needed: `request.minutes > 60` is not so");
  });

  test("denies where it cannot be said, though everybody approved", () => {
    const given = { reviews: [review("dana"), review("erin"), review("carol")] };
    const decision = decide([{ approve: [{ ...owners, when: BROKEN.expect }] }], {}, given);
    expect(decision.outcome).toBe("denied");
    expect(denialFindings(decision, [request()]).map(({ args }) => args)).toEqual([
      { cause: "1 / (request.minutes - 120) == 1: division by zero" },
    ]);
  });

  test("each role of a request is judged by itself", () => {
    const clause = { ...security, when: 'request.role == "admin"' };
    const asked = { what: ["aws-prod/admin", "aws-prod/reader"] } as const;
    const { parts } = decide([{ approve: [clause] }], asked, {}).parts[0] ?? { parts: [] };
    expect(parts.map(({ outcome }) => outcome)).toEqual(["waiting", "allowed"]);
  });

  test("teams are those of the list, whatever the case of the login", () => {
    const rules = [{ expect: '"sre" in person.teams && !("security" in author.teams)', message: "No." }];
    expect(decide([{ rules }], { who: "Alice" }).outcome).toBe("allowed");
  });

  test("people are called as they are listed, and strangers as they call themselves, in no team", () => {
    const listed = 'person.login == "alice" && author.login == "alice"';
    const stranger = 'author.login == "Mallory" && size(author.teams) == 0';
    const given = { author: { login: "Mallory", id: 66, bot: false } };
    const broken = (expect: string, asked: Partial<Request>, more: Partial<Facts>) =>
      denialFindings(decide([{ rules: [{ expect, message: "No." }], behalf: true }], asked, more), [request()]).map(
        ({ code }) => code,
      );
    expect(broken(listed, { who: "ALICE" }, { author: { ...given.author, login: "Alice", id: 1 } })).toEqual([]);
    expect(broken(stranger, {}, given)).toEqual(["denied-author"]);
  });
});

test("of several policies the shortest length counts, and the approvals add up", () => {
  const erin: Approve = { by: [{ kind: "user", login: "erin" }], count: 1 };
  expect(decide([{}, { for: lasting("1h") }]).outcome).toBe("denied");
  expect(decide([{}, { approve: [erin] }]).outcome).toBe("waiting");
  expect(decide([{}, { approve: [erin] }], {}, { reviews: [review("dana"), review("erin")] }).outcome).toBe("allowed");
  expect(decide([{}, { rules: [{ expect: "false", message: "Never." }] }]).outcome).toBe("denied");
});

const expression = fc.constantFrom(
  "true",
  "false",
  BROKEN.expect,
  "request.minutes > 60",
  '"sre" in person.teams',
  "request.emergency",
  "request.renewals > 0",
  "not an expression",
);
const anyRule = fc.record({ expect: expression, message: fc.constant("No.") });
const anyClause = fc
  .record({
    by: fc.constantFrom<Approve["by"]>(
      [{ kind: "codeowners" }],
      [{ kind: "user", login: "erin" }],
      [{ kind: "team", name: "security" }],
    ),
    count: fc.integer({ min: 1, max: 3 }),
    when: fc.option(expression, { nil: undefined }),
  })
  .map(({ when, ...clause }): Approve => (when === undefined ? clause : { ...clause, when }));
const anyEmergency = fc.record({
  who: fc.constantFrom<Policy["who"]>([{ kind: "team", name: "sre" }], [{ kind: "user", login: "bob" }]),
  for: fc.constantFrom(lasting("1h"), lasting("4h")),
  review: fc.constant(lasting("1d")),
});
const anyPolicy = fc
  .record({
    for: fc.constantFrom(lasting("30m"), lasting("4h")),
    approve: fc.array(anyClause, { maxLength: 2 }),
    rules: fc.array(anyRule, { maxLength: 2 }),
    emergency: fc.option(anyEmergency, { nil: undefined }),
    renewals: fc.option(fc.nat(2), { nil: undefined }),
  })
  .map(
    ({ emergency, renewals, ...rest }): Partial<Policy> => ({
      ...rest,
      ...(emergency === undefined ? {} : { emergency }),
      ...(renewals === undefined ? {} : { renewals }),
    }),
  );
const anyAsked = fc.record({ emergency: fc.boolean(), who: fc.constantFrom("alice", "bob", "dana") });
const anyGiven = fc
  .subarray(["dana", "erin", "carol"] as const)
  .map((by) => ({ reviews: by.map((who) => review(who)) }));

const ORDER = ["denied", "waiting", "allowed"] as const;
const rank = (decision: Decision): number => ORDER.indexOf(decision.outcome);

property.prop([fc.array(anyPolicy, { minLength: 1, maxLength: 3 }), anyPolicy, anyAsked, anyGiven])(
  "another policy never allows more",
  (policies, more, asked, given) => {
    expect(rank(decide([...policies, more], asked, given))).toBeLessThanOrEqual(rank(decide(policies, asked, given)));
  },
);

property.prop([anyPolicy, anyRule, anyAsked, anyGiven])("nor does another rule", (one, rule, asked, given) => {
  const stricter = { ...one, rules: [...(one.rules ?? []), rule] };
  expect(rank(decide([stricter], asked, given))).toBeLessThanOrEqual(rank(decide([one], asked, given)));
});

property.prop([anyPolicy, anyClause, anyAsked, anyGiven])("nor another clause", (one, clause, asked, given) => {
  const stricter = { ...one, approve: [...(one.approve ?? []), clause] };
  expect(rank(decide([stricter], asked, given))).toBeLessThanOrEqual(rank(decide([one], asked, given)));
});

import { describe, expect, test } from "vitest";
import { decideRequests } from "../../src/core/decide/decide-requests.js";
import { denialFindings } from "../../src/core/decide/denials.js";
import { isDecidedOtherwise, isSameGround } from "../../src/core/decided-otherwise.js";
import type { Access } from "../../src/model/access.js";
import type { Facts } from "../../src/model/facts.js";
import { finding } from "../../src/model/finding.js";
import { access, facts, lasting, policy, request, review, system } from "./world.js";

const ASKED = [request()];

function judged(under: Access, on: Facts = facts()) {
  const judgement = decideRequests({ requests: ASKED, access: under, facts: on });
  return { judgement, findings: denialFindings(judgement.decision, ASKED) };
}

describe("a request is decided differently", () => {
  const before = access();
  const changes: readonly (readonly [string, Partial<Access>, boolean])[] = [
    ["where it is too long now", { policies: [policy({ for: lasting("1h") })] }, true],
    ["where nobody need approve any more", { policies: [policy({ approve: [] })] }, true],
    [
      "where one more must approve",
      { policies: [policy({ approve: [{ by: [{ kind: "codeowners" }], count: 2 }] })] },
      true,
    ],
    ["not where it may be longer", { policies: [policy({ for: lasting("8h") })] }, false],
    ["not where the policy has another name", { policies: [policy({ name: "other" })] }, false],
  ];
  test.each(changes)("%s", (_, after, otherwise) => {
    expect(isDecidedOtherwise(judged(before), judged(access(after)))).toBe(otherwise);
  });

  test("not where it is allowed before and after, though by one more policy", () => {
    const approved = facts({ reviews: [review("dana")] });
    const more = access({ policies: [policy(), policy({ name: "other" })] });
    expect(isDecidedOtherwise(judged(before, approved), judged(more, approved))).toBe(false);
  });

  test("where its file cannot be read any more, whatever the judgement says", () => {
    const approved = judged(before, facts({ reviews: [review("dana")] }));
    const unread = { ...approved, findings: [finding("unknown-role", {}, { system: "a", role: "b", known: [] })] };
    expect(isDecidedOtherwise(approved, unread)).toBe(true);
  });
});

describe("the ground of a judgement", () => {
  const before = access();
  const same: readonly (readonly [string, Partial<Access>, boolean])[] = [
    ["a policy on other roles", { policies: [policy(), policy({ name: "b", what: ["orders-db/*"] })] }, true],
    ["another system", { systems: new Map([...before.systems, ["b", system("b")]]) }, true],
    ["a warning", { findings: [finding("matches-nothing", {}, { pattern: "x" }, "warning")] }, true],
    ["its own policy", { policies: [policy({ for: lasting("1h") })] }, false],
    ["its system", { systems: new Map([["aws-prod", system("aws-prod", { roles: new Map() })]]) }, false],
    ["who is in a team", { people: { ...before.people, teams: new Map([["sre", ["bob"]]]) } }, false],
    ["who owns its file", { owners: [] }, false],
    ["an error", { findings: [finding("yaml-syntax", {}, { problem: "x" })] }, false],
  ];
  test.each(same)("%s", (_, after, expected) => {
    expect(isSameGround(ASKED, before, access(after))).toBe(expected);
  });

  test("is the same whatever the order of what does not concern it, and says the same of equal copies", () => {
    expect(isSameGround(ASKED, before, access())).toBe(true);
  });
});

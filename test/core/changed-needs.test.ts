import { describe, expect, test } from "vitest";
import { changedNeeds } from "../../src/core/changed-needs.js";
import type { Need } from "../../src/model/need.js";

type Statement = Need["policy"]["Statement"][number];

function need(statements: readonly Statement[], holder = "Curfew", system = "aws-prod") {
  return { system, holder, policy: { Statement: statements } };
}

const LIST: Statement = { Action: "iam:ListRoles", Resource: "*" };

function attach(...policies: readonly string[]): Statement {
  return {
    Action: ["iam:AttachRolePolicy"],
    Resource: "ours",
    Condition: { ArnEquals: { "iam:PolicyARN": policies } },
  };
}

function attaching(value: string) {
  const when = [{ operator: "ArnEquals", key: "iam:PolicyARN", value }];
  return { action: "iam:AttachRolePolicy", resource: "ours", when };
}

describe("what Curfew itself must be allowed", () => {
  test("changes by each value that a condition lets through, and by nothing that is written otherwise", () => {
    expect(changedNeeds([need([LIST, attach("a", "b")])], [need([attach("b", "c"), LIST])])).toEqual([
      { system: "aws-prod", holder: "Curfew", more: [attaching("c")], less: [attaching("a")] },
    ]);
    expect(
      changedNeeds([need([LIST, attach("a")])], [need([attach("a"), { ...LIST, Action: ["iam:ListRoles"] }])]),
    ).toEqual([]);
  });

  test("changes where a condition comes or goes", () => {
    const free: Statement = { Action: "iam:CreateRole", Resource: "ours" };
    const bound: Statement = {
      ...free,
      Condition: { StringEquals: { "iam:PermissionsBoundary": ["b"], "aws:RequestedRegion": ["x", "y"] } },
    };
    const boundary = { operator: "StringEquals", key: "iam:PermissionsBoundary", value: "b" };
    const region = { operator: "StringEquals", key: "aws:RequestedRegion" };
    expect(changedNeeds([need([free])], [need([bound])])).toEqual([
      {
        system: "aws-prod",
        holder: "Curfew",
        more: ["x", "y"].map((value) => ({
          action: "iam:CreateRole",
          resource: "ours",
          when: [boundary, { ...region, value }],
        })),
        less: [{ action: "iam:CreateRole", resource: "ours", when: [] }],
      },
    ]);
  });

  test("is all of it where it was nothing, and nothing where it was all: of each who is allowed it, in each system", () => {
    const before = [need([LIST]), need([LIST], "Curfew", "aws-old")];
    const after = [need([LIST], "its role"), need([LIST], "Curfew", "aws-new")];
    expect(changedNeeds(before, after)).toEqual([
      { system: "aws-prod", holder: "Curfew", more: [], less: "whole" },
      { system: "aws-old", holder: "Curfew", more: [], less: "whole" },
      { system: "aws-prod", holder: "its role", more: "whole", less: [] },
      { system: "aws-new", holder: "Curfew", more: "whole", less: [] },
    ]);
    expect(changedNeeds(before, before)).toEqual([]);
  });
});

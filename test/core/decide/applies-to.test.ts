import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { appliesTo } from "../../../src/core/decide/applies-to.js";
import type { What } from "../../../src/model/what.js";
import { policy } from "../world.js";

const name = fc.stringMatching(/^[ab]{1,5}$/);
const glob = fc.stringMatching(/^[ab*]{0,5}$/);

describe("globs over roles", () => {
  test.each([
    ["aws-prod/admin", "aws-prod/admin", true],
    ["aws-prod/*", "aws-prod/admin", true],
    ["*/admin", "aws-prod/admin", true],
    ["aws-*/r*-op*r", "aws-prod/rds-operator", true],
    ["*a*/x", "banana/x", true],
    ["ab*ba/x", "aba/x", false],
    ["*", "aws-prod/admin", false],
    ["aws-prod", "aws-prod/admin", false],
    ["aws-prod/*/x", "aws-prod/admin", false],
    ["aws.prod/admin", "aws-prod/admin", false],
    ["a*c*b/x", "abc/x", false],
    ["", "a/b", false],
  ] as const)("%s on %s is %s", (pattern, what, expected) => {
    expect(appliesTo(policy({ what: [pattern] }), what)).toBe(expected);
  });

  property.prop([glob, glob, name, name])(
    "a star is any run of characters of one name",
    (left, right, system, role) => {
      const expression = new RegExp(`^${`${left}/${right}`.replaceAll("*", "[^/]*")}$`);
      const what: What = `${system}/${role}`;
      expect(appliesTo(policy({ what: [`${left}/${right}`] }), what)).toBe(expression.test(what));
    },
  );
});

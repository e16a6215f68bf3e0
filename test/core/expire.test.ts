import { execFileSync } from "node:child_process";
import { fc, test as property } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { endBranch, expire } from "../../src/core/expire.js";
import { finding } from "../../src/model/finding.js";
import { atHead, HEAD, MERGE, minutes, NOW, PATH, standing } from "./world.js";

const PAST = standing({ from: minutes(-60), until: NOW });

describe("what has expired", () => {
  test("is a request whose window has passed", () => {
    expect(expire([atHead({ verdict: PAST })], NOW)).toMatchObject([
      { path: PATH, until: NOW, commit: MERGE, pull: 42 },
    ]);
  });

  test("is none that holds, was edited, does not stand or was not judged", () => {
    const { verdict: _, ...unjudged } = atHead();
    const { added: __, ...unknown } = atHead({ verdict: PAST });
    const direct = finding("merge-direct", {}, { commit: MERGE });
    const fallen = atHead({ verdict: { stands: false, finding: direct } });
    expect(expire([atHead(), atHead({ verdict: PAST, blob: HEAD }), fallen, unjudged, unknown], NOW)).toEqual([]);
  });
});

describe("the branch that takes a request away", () => {
  test("is named as the request is filed", () => {
    expect(endBranch(PATH)).toBe("curfew/end/aws-prod-2026-11-22-alice-admin");
  });

  test.each([
    ["access/requests/aws/prod.yaml", "access/requests/aws-prod.yaml"],
    ["access/requests/a/2026/01/01/b-2026-01-02-c.yaml", "access/requests/a-2026-01-01-b/2026/01/02/c.yaml"],
    ["access/requests/a/2026/01/01/b c.yaml", "access/requests/a/2026/01/01/b-c.yaml"],
  ])("of %s is another than that of %s", (one, other) => {
    expect(endBranch(one)).not.toBe(endBranch(other));
  });

  property.prop([fc.string({ unit: "grapheme" })], { numRuns: 30 })("is a valid ref, whatever the path", (name) => {
    execFileSync("git", ["check-ref-format", "--branch", endBranch(`access/requests/${name}.yaml`)]);
    expect(endBranch(name)).toMatch(/^curfew\/end\/[A-Za-z0-9_-]+$/);
  });
});

import { expect, test } from "vitest";
import type { Check } from "../../src/ports/forge.js";
import { checkPullRequest } from "../../src/run/check-pull-request.js";
import { BLOB, NOW, PATH } from "../core/world.js";
import { contextOf } from "../findings/contexts.js";

const TESTS = "access/policies/production.test.yaml";
const CHANGED = {
  status: "modified",
  path: "access/policies/production-admin.yaml",
  mode: "100644",
  blob: BLOB,
} as const;

/** What the check says of a pull request that changes a policy, with this policy test at its head. */
async function checkOf(cases: string, mode = "100644", changed: typeof CHANGED | { path: string } = CHANGED) {
  const checks: Check[] = [];
  const context = contextOf(
    { publishCheck: async (_name, _head, check) => void checks.push(check) },
    {
      changesOf: async () => [{ ...CHANGED, ...changed }],
      tree: async () => [{ path: TESTS, mode, blob: "6".repeat(40) }],
      blobs: async () => new Map([["6".repeat(40), new TextEncoder().encode(cases)]]),
    },
  );
  await checkPullRequest(context, 42, NOW);
  return checks;
}

function expecting(what: string): string {
  return `cases:
  - case: Somebody approves it.
    request: { who: alice, what: aws-prod/admin, for: 1h }
    expect: ${what}
`;
}

test("a pull request whose policies do what its cases say passes", async () => {
  const [check, ...more] = await checkOf(expecting("{ waiting: [codeowners] }"));
  expect([check?.conclusion, check?.annotations, more]).toEqual(["success", [], []]);
});

test("one that changes what a case relies on fails on the case's line, with what was expected and received", async () => {
  const [check] = await checkOf(expecting("{ denied: [denied-who] }"));
  expect(check?.conclusion).toBe("failure");
  expect(check?.annotations).toMatchObject([{ code: "policy-test-failed", path: TESTS, line: 4, column: 5 }]);
  expect(check?.messages).toEqual([
    expect.stringMatching(
      /expects denied by `denied-who`, but it is waiting for `codeowners`[\s\S]*#policy-test-failed$/,
    ),
  ]);
});

test("a policy test that cannot be read fails it, and so does one that is a link", async () => {
  expect((await checkOf("cases: []\n"))[0]?.annotations).toMatchObject([{ code: "wrong-value" }]);
  expect((await checkOf("", "120000"))[0]?.annotations).toMatchObject([{ code: "file-not-regular" }]);
});

test("a request is not held to them: it changes no policy", async () => {
  const wrong = expecting("{ denied: [denied-who] }");
  const [check] = await checkOf(wrong, "100644", { path: PATH });
  expect(check?.annotations.map(({ code }) => code)).not.toContain("policy-test-failed");
});

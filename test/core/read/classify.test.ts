import { expect, test } from "vitest";
import { classify, type FileChange } from "../../../src/core/read/classify.js";
import { glance } from "./sources.js";

const ONE = "access/requests/aws-prod/2026/11/22/alice-admin.yaml";
const TWO = "access/requests/orders-db/2026/11/22/alice.yaml";

function changed(status: FileChange["status"], ...paths: readonly string[]): readonly FileChange[] {
  return paths.map((path) => ({ status, path }));
}

test("a pull request that changes nothing of ours is none of ours", () => {
  expect(classify([])).toEqual({ kind: "none" });
  expect(classify(changed("modified", "README.md", "src/access/x.ts", ".github/workflows/ci.yaml"))).toEqual({
    kind: "none",
  });
});

test("one that only adds requests asks", () => {
  const added = changed("added", ONE, TWO);
  expect(classify(added)).toEqual({ kind: "requests", added });
});

test("one that adds a misnamed file among the requests asks too, so that its reader can say so", () => {
  expect(classify(changed("added", "access/requests/x.txt")).kind).toBe("requests");
});

test("one that only removes requests gives back", () => {
  const removed = changed("deleted", ONE, TWO);
  expect(classify(removed)).toEqual({ kind: "removals", removed });
});

test("one that changes people, systems, policies or owners changes access, whatever lies beside it", () => {
  for (const path of ["access/people.yaml", "access/policies/x.yaml", ".github/CODEOWNERS", "CODEOWNERS", "access/x"]) {
    const changes = changed("modified", path);
    expect(classify([...changes, ...changed("added", "README.md")])).toEqual({ kind: "access", changes });
  }
});

test.each(["modified", "type-changed"] as const)("a request that is %s is refused where it lies", (status) => {
  expect(classify([...changed(status, ONE), ...changed("added", TWO)])).toEqual({
    kind: "mixed",
    findings: [{ code: "request-changed", severity: "error", path: ONE, args: {} }],
  });
});

test.each(["README.md", "access/policies/x.yaml", ".github/CODEOWNERS"])("requests with %s are mixed", (path) => {
  expect(classify([...changed("modified", path), ...changed("added", ONE)])).toEqual({
    kind: "mixed",
    findings: [{ code: "mixed-pull-request", severity: "error", path: ONE, args: { others: [path] } }],
  });
  expect(classify([...changed("modified", path), ...changed("deleted", ONE)]).kind).toBe("mixed");
});

test("a request that moves is an addition and a removal, which is mixed", () => {
  expect(classify([...changed("deleted", ONE), ...changed("added", TWO)])).toEqual({
    kind: "mixed",
    findings: [{ code: "mixed-pull-request", severity: "error", path: TWO, args: { others: [ONE] } }],
  });
});

test("an edited request beside other files is told both", () => {
  const result = classify([...changed("modified", ONE, "README.md")]);
  expect(result.kind === "mixed" && glance(result.findings)).toEqual(["request-changed", "mixed-pull-request"]);
});

test("an edited request beside one that is removed is told as edited alone", () => {
  const result = classify([...changed("modified", ONE), ...changed("deleted", TWO)]);
  expect(result.kind === "mixed" && glance(result.findings)).toEqual(["request-changed"]);
});

test("of many strangers twenty are named", () => {
  const others = Array.from({ length: 50 }, (_, index) => `file-${index}`);
  const result = classify([...changed("added", ONE), ...changed("added", ...others)]);
  expect(result.kind === "mixed" && result.findings[0]?.args).toEqual({ others: others.slice(0, 20) });
});

import type { Access } from "../model/access.js";
import { type Decision, policiesIn, reasonsIn } from "../model/decision.js";
import { type Finding, finding, isError } from "../model/finding.js";
import type { CaseVerdict, PolicyCase } from "../model/policy-case.js";
import { decideRequests } from "./decide/decide-requests.js";
import { denialFindings } from "./decide/denials.js";
import { accessPathOf } from "./read/paths.js";
import { readPolicyTest } from "./read/policy-test.js";
import type { SourceFile } from "./read/text-file.js";
import { factsAsStated } from "./stated-facts.js";

export interface PoliciesTested {
  readonly cases: number;
  readonly findings: readonly Finding[];
}

/**
 * Holds an access folder to the cases that lie in it: each is judged as its pull request would be. Other files are left
 * alone. Where the folder itself cannot be read that is what is wrong, and no case is judged.
 */
export function testPolicies(files: readonly SourceFile[], access: Access): PoliciesTested {
  const read = files.filter(({ path }) => accessPathOf(path).kind === "policy-test").map(readPolicyTest);
  const cases = read.flatMap(({ value }) => value ?? []);
  const readable = !access.findings.some(isError);
  return {
    cases: cases.length,
    findings: [
      ...read.flatMap(({ findings }) => findings),
      ...(readable ? cases.flatMap((one) => caseFindings(one, access)) : []),
    ],
  };
}

function caseFindings(one: PolicyCase, access: Access): readonly Finding[] {
  const received = verdictOn(one, access);
  const { name, expected, path, at } = one;
  if (keyOf(received) === keyOf(expected)) return [];
  return [finding("policy-test-failed", { path, at }, { case: name, expected, received })];
}

function verdictOn({ request, facts }: PolicyCase, access: Access): CaseVerdict {
  const stated = factsAsStated(facts, access.people);
  const { decision } = decideRequests({ requests: [request], access, facts: stated });
  const { outcome } = decision;
  switch (outcome) {
    case "allowed":
      return { outcome, reasons: policiesIn(decision).map(({ name }) => name) };
    case "waiting":
      return { outcome, reasons: [...new Set(unfulfilled(decision))] };
    case "denied":
      return { outcome, reasons: [...new Set(denialFindings(decision, [request]).map(({ code }) => code))] };
    default:
      return outcome satisfies never;
  }
}

function unfulfilled(decision: Decision): readonly string[] {
  return reasonsIn(decision).flatMap((reason) =>
    reason.kind === "approve" && reason.approvals.length < reason.count ? reason.by : [],
  );
}

function keyOf({ outcome, reasons }: CaseVerdict): string {
  return JSON.stringify([outcome, reasons.toSorted()]);
}

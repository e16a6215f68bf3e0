import { type Finding, isError } from "../model/finding.js";
import type { CheckText } from "./check.js";
import { annotationMessage, annotationTitle, findingsTable } from "./findings.js";

/** What the check says of a pull request that mixes requests with something else, or changes what judgements rest on. */
export function filesCheck(kind: "mixed" | "access" | "unjudged", findings: readonly Finding[]): CheckText {
  const errors = findings.filter(isError).length;
  const title = {
    mixed: "Denied: a request goes into a pull request of its own",
    unjudged: "Denied: it could not be judged",
    access: errors === 0 ? "Readable; its code owners decide" : `Unreadable: ${counted(errors)}`,
  }[kind];
  const summary = {
    mixed: "Curfew judges pull requests that only add requests, or only remove them. Split this one.",
    unjudged: "Once the cause is removed, ask for this check again.",
    access: "This changes who may get what. Curfew merges it never: GitHub asks the code owners, and people merge it.",
  }[kind];
  return withFindings(title, summary, findings);
}

/** What the check on a commit of the default branch says of the run that it woke. */
export function reconcileCheck(findings: readonly Finding[]): CheckText {
  const errors = findings.filter(isError).length;
  return withFindings(
    errors === 0 ? "What is held is what git says" : counted(errors),
    "After every push, what the systems hold is made what this branch says.",
    findings,
  );
}

function withFindings(title: string, summary: string, findings: readonly Finding[]): CheckText {
  return {
    title,
    summary: [summary, ...(findings.length === 0 ? [] : [findingsTable(findings)])].join("\n\n"),
    annotations: findings.map((finding) => ({ title: annotationTitle(finding), message: annotationMessage(finding) })),
  };
}

function counted(count: number): string {
  return count === 1 ? "1 finding" : `${count} findings`;
}

import type { PolicyFile } from "../../generated/policy.js";
import { validatePolicy } from "../../generated/validate.js";
import { parseDuration } from "../../model/duration.js";
import { finding } from "../../model/finding.js";
import type { Approver, Policy, Subject } from "../../model/policy.js";
import { failed, type Reading, type SourceFile } from "./text-file.js";
import { problemOfPattern } from "./ticket-pattern.js";
import { badDuration, inOrder, receivedAt, schemaFindings } from "./validate.js";
import { readYaml, valueAt, type YamlFile } from "./yaml-file.js";

export interface PolicyRead {
  readonly policy: Policy;
  readonly file: YamlFile;
}

export function readPolicy(name: string, source: SourceFile & { readonly blob: string }): Reading<PolicyRead> {
  const { value: file, findings } = readYaml(source);
  if (file === undefined) return failed(...findings);
  const problems = validatePolicy(file.value);
  if (problems.length > 0) return failed(...schemaFindings(file, problems));
  const content = file.value as PolicyFile;

  const longest = parseDuration(content.for);
  const problem = content.ticket === undefined ? undefined : problemOfPattern(content.ticket);
  if (longest === undefined || problem !== undefined) {
    return failed(
      ...inOrder([
        ...(longest === undefined ? [badDuration(file, "/for")] : []),
        ...(problem === undefined ? [] : [badPattern(file, problem)]),
      ]),
    );
  }
  const policy: Policy = {
    name,
    path: source.path,
    blob: source.blob,
    what: content.what,
    who: content.who.map(subjectOf),
    for: longest,
    ...(content.ticket === undefined ? {} : { ticket: content.ticket }),
    approve: content.approve.map(({ by, count }) => ({ by: by.map(approverOf), count: count ?? 1 })),
    behalf: content.behalf ?? false,
  };
  return { value: { policy, file }, findings: [] };
}

function badPattern(file: YamlFile, problem: string) {
  const received = receivedAt(file, "/ticket");
  return finding(
    "bad-pattern",
    { path: file.path, at: valueAt(file, "/ticket") },
    { key: "ticket", received, problem },
  );
}

function approverOf(text: string): Approver {
  return text === "codeowners" ? { kind: "codeowners" } : subjectOf(text);
}

/** Of `team:<name>` or `user:<login>`, as the schema demands. */
function subjectOf(text: string): Subject {
  const name = text.slice(text.indexOf(":") + 1);
  return text.startsWith("team:") ? { kind: "team", name } : { kind: "user", login: name };
}
